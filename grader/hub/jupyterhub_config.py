"""JupyterHub for one machine: real accounts, nbgrader's exchange, the instructor and the class kept apart.

Start it as root, because it starts each person's server as that person. See settings.toml next to this
file (or the file that NEGOTIATION_HUB names) and README.md.
"""

import json
import os
import pwd
import shutil
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
COURSE = "negotiation-rounds"

c = get_config()  # noqa: F821  (given by traitlets)

settings = tomllib.loads(Path(os.environ.get("NEGOTIATION_HUB", HERE / "settings.toml")).read_text(encoding="utf-8"))
instructor = settings["instructor"]
colleagues = settings["colleagues"]
exchange = Path(settings["exchange"])
state = Path(settings["state"])
# The instructor's clone, with the keys and the gradebook, is in a home that no one else can enter.
course = Path(settings["course"]).expanduser()
owner = pwd.getpwnam(instructor)

# ---- Folders, each time the Hub starts ----


def folder(path, mode, account=None):
    """A folder with exactly this mode and owner (root where none is given)."""
    if path.is_symlink():  # root changes the owner of what's here, and must never do that to what a link points at
        raise SystemExit(f"{path} is a link to another place. Remove it, or name another folder in settings.toml.")
    path.mkdir(parents=True, exist_ok=True)
    os.chown(path, account.pw_uid if account else 0, account.pw_gid if account else 0)
    path.chmod(mode)
    return path


# nbgrader requires an exchange that everyone can write to. The sticky bit keeps learners from renaming each
# other's files. In inbound, learners can leave work but not look around. In feedback, they can open a page if
# they know its name, which nbgrader makes from a secret that only the learner and the instructor have.
folder(exchange, 0o1777, owner)
folder(exchange / COURSE, 0o755, owner)
folder(exchange / COURSE / "outbound", 0o755, owner)
folder(exchange / COURSE / "inbound", 0o3733, owner)
folder(exchange / COURSE / "feedback", 0o711, owner)

folder(state, 0o755)
private = folder(state / "private", 0o700)
everyone = folder(state / "everyone", 0o755)
running = folder(state / "run", 0o755)
learner = state / "learner"
shutil.rmtree(learner, ignore_errors=True)
shutil.copytree(HERE / "learner", learner)
for path in (learner, *learner.rglob("*")):
    path.chmod(0o755 if path.is_dir() else 0o644)
where = everyone / "nbgrader_config.json"
where.write_text(json.dumps({"Exchange": {"root": str(exchange)}, "CourseDirectory": {"course_id": COURSE}}))
where.chmod(0o644)

# ---- Who may log in ----

c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allowed_users = {instructor, *colleagues}
c.PAMAuthenticator.allowed_groups = {settings["students"]}
# Colleagues log in with their own names and open the same office: one gradebook, one set of files.
c.JupyterHub.load_groups = {"office": {"users": colleagues}}
c.JupyterHub.load_roles = [
    {
        "name": "office",
        "description": "Start and use the instructor's server",
        "groups": ["office"],
        "scopes": [f"servers!user={instructor}", f"access:servers!user={instructor}"],
    }
]

# ---- What each person's server is like ----

c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
c.JupyterHub.concurrent_spawn_limit = 10  # a class logs in at the same minute


def furnish(spawner):
    """The office for the instructor, a calm JupyterLab with the assignment list for everyone else."""
    account = pwd.getpwnam(spawner.user.name)
    home = Path(account.pw_dir)
    if spawner.user.name == instructor:
        spawner.notebook_dir, spawner.default_url = str(course), "/lab"
        settings_of = [course / "grader" / "lab", course / "grader", everyone]
        umask = 0o022  # released files must be readable
    else:
        spawner.notebook_dir, spawner.default_url = str(home), "/lab"
        settings_of = [learner, everyone]
        umask = 0o077
    if home.stat().st_mode & 0o077:  # no one else may read answers or keys
        spawner.log.warning("The home of %s was open to others; it isn't anymore.", spawner.user.name)
        home.chmod(0o700)
    spawner.popen_kwargs = {"umask": umask}
    # Kernels talk through sockets in a folder of the person's own, because on TCP every account could listen in.
    # The folder's name is short because a socket's name can't be long.
    sockets = folder(running / str(account.pw_uid), 0o700, account)
    spawner.environment = {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(map(str, settings_of)),
        "JUPYTER_RUNTIME_DIR": str(sockets),
    }
    spawner.args = ["--KernelManager.transport=ipc"]


c.Spawner.pre_spawn_hook = furnish

# ---- The Hub itself ----

c.JupyterHub.bind_url = settings["address"]
c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = settings["certificate"], settings["key"]
c.JupyterHub.subdomain_host = settings["subdomains"]
c.JupyterHub.db_url = f"sqlite:///{private / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(private / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(private / "proxy.pid")
proxy = Path(sys.prefix) / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy"
c.ConfigurableHTTPProxy.command = [str(proxy) if proxy.exists() else "configurable-http-proxy"]
