"""How Voila shows the course: for `make app`, and installed as etc/jupyter/voila.py for Binder and a Hub."""

from typing import Any

c = get_config()  # noqa: F821  # traitlets puts it there

c.VoilaConfiguration.template = "rounds"
c.VoilaConfiguration.allow_template_override = "NO"
c.VoilaConfiguration.allow_theme_override = "NO"
c.VoilaConfiguration.file_allowlist = []
# No more of JupyterLab than the exercises need: pages open faster.
c.VoilaConfiguration.extension_allowlist = [
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
]
# A page that is left ends its kernel. One that goes without a word (a phone that fell asleep) is found by this.
c.MappingKernelManager.cull_idle_timeout = 1200
c.MappingKernelManager.cull_interval = 120


def let_it_end(handler: Any, **_: Any) -> None:
    """Give the page the cookie without which it may not end its kernel; Voila asks for it and does not set it."""
    _ = handler.xsrf_token


c.VoilaConfiguration.prelaunch_hook = let_it_end
