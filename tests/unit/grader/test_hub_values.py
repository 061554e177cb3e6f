"""The values for Kubernetes fit together: with the chart, with the exchange of desks, with the Hub of one machine.

Tests don't have the chart. `SCHEMA` is what its own schema (values.schema.yaml, read in November 2026)
says of the parts that we set, and no more: which names there are, and of which type each is.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
import yaml

from grader.course import ROOT
from grader.exchange.shared_accounts import DESKS, FEEDBACK, INBOUND
from tests.pipeline.room import COURSE

FOLDER = ROOT / "grader" / "hub" / "zero-to-jupyterhub"
VALUES: dict[str, Any] = yaml.safe_load((FOLDER / "values.yaml").read_text(encoding="utf-8"))
LEARNER = ROOT / "grader" / "hub" / "learner"
BASE_IMAGES = {"@jupyter-server/resource-usage", "jupyter-offlinenotebook"}  # stay off: nobody here needs them


def only(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    """A mapping with these names and no others."""
    return {"type": "object", "additionalProperties": False, "required": [*required], "properties": properties}


TEXT, LIST, MAP = ({"type": name} for name in ("string", "array", "object"))
COUNT, AMOUNT = {"type": ["integer", "null"]}, {"type": ["number", "null"]}
BYTES = {"type": ["number", "string", "null"]}
FILE = only(("mountPath", "data"), mountPath=TEXT, data=MAP)
SCHEMA = only(
    singleuser=only(
        image=only(("name", "tag"), name=TEXT, tag=TEXT),
        defaultUrl=TEXT,
        startTimeout=COUNT,
        memory=only(limit=BYTES, guarantee=BYTES),
        cpu=only(limit=AMOUNT, guarantee=AMOUNT),
        extraEnv=MAP,
        initContainers=LIST,
        extraFiles={"type": "object", "additionalProperties": FILE},
        storage=only(
            ("type", "homeMountPath"),
            type={"enum": ["dynamic", "static", "none"]},
            homeMountPath=TEXT,
            capacity=TEXT,
            extraVolumes=LIST,
            extraVolumeMounts=LIST,
        ),
    ),
    hub=only(config=MAP, extraConfig=MAP),
    cull=only(("enabled",), enabled={"type": "boolean"}, timeout=COUNT, every=COUNT),
)


def files() -> dict[str, Any]:
    """The extra files of everyone's server, by path."""
    return {file["mountPath"]: file["data"] for file in VALUES["singleuser"]["extraFiles"].values()}


def mounts() -> dict[PurePosixPath, dict[str, Any]]:
    return {PurePosixPath(m["mountPath"]): m for m in VALUES["singleuser"]["storage"]["extraVolumeMounts"]}


def spawned(name: str, shape: type = list) -> Any:
    """A spawner after the hook that the values give the Hub."""
    c = SimpleNamespace(KubeSpawner=SimpleNamespace())
    exec(VALUES["hub"]["extraConfig"]["office"], {"c": c})  # noqa: S102  (our own file, as the Hub runs it)
    given = [{"name": "volume-own", "mountPath": "/home/jovyan"}, *VALUES["singleuser"]["storage"]["extraVolumeMounts"]]
    spawner = SimpleNamespace(
        user=SimpleNamespace(name=name),
        volume_mounts=given if shape is list else dict(enumerate(given)),
        environment=dict(VALUES["singleuser"]["extraEnv"]),
        mem_limit=None,
    )
    c.KubeSpawner.pre_spawn_hook(spawner)
    return spawner


def test_every_name_and_type_is_one_of_the_charts() -> None:
    jsonschema.validate(VALUES, SCHEMA)


def test_the_volume_that_is_mounted_is_the_one_that_is_claimed_by_many() -> None:
    claim = yaml.safe_load((FOLDER / "exchange.yaml").read_text(encoding="utf-8"))
    volumes = {v["name"]: v for v in VALUES["singleuser"]["storage"]["extraVolumes"]}
    assert volumes["exchange"]["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    assert {m["name"] for m in mounts().values()} == set(volumes)


def test_a_learner_sees_a_desk_and_what_is_released_and_writes_to_one_tray() -> None:
    (exchange,) = {PurePosixPath(data["Exchange"]["root"]) for data in files().values() if "Exchange" in data}
    course = exchange / COURSE
    seen = mounts()
    assert set(seen) == {exchange, *(course / name for name in ("outbound", INBOUND, FEEDBACK))}
    desk = f"{COURSE}/{DESKS}/{{username}}"
    assert seen[course / "outbound"]["subPath"] == f"{COURSE}/outbound"
    assert [seen[course / tray]["subPath"] for tray in (INBOUND, FEEDBACK)] == [
        f"{desk}/{INBOUND}",
        f"{desk}/{FEEDBACK}",
    ]
    assert {path.name for path, mount in seen.items() if not mount.get("readOnly")} == {"exchange", INBOUND}
    assert seen[exchange]["name"] != seen[course / INBOUND]["name"]  # never the whole volume


def test_every_folder_that_is_mounted_is_made_before() -> None:
    (container,) = VALUES["singleuser"]["initContainers"]
    script = container["command"][-1]
    for mount in mounts().values():
        if "subPath" in mount:
            inside = mount["subPath"].removeprefix(f"{COURSE}/")
            assert script.count(inside) >= 2  # made, and given to jovyan


def test_a_learners_server_is_as_on_one_machine() -> None:
    page = json.loads((LEARNER / "labconfig" / "page_config.json").read_text(encoding="utf-8"))
    server = json.loads((LEARNER / "jupyter_server_config.json").read_text(encoding="utf-8"))
    folder = "/etc/negotiation-rounds/learner"
    assert files()[f"{folder}/jupyter_server_config.json"] == server
    here = files()[f"{folder}/labconfig/page_config.json"]
    assert here["roundsLanding"] == page["roundsLanding"]
    assert {k: v for k, v in here["disabledExtensions"].items() if v} == page["disabledExtensions"]


@pytest.mark.parametrize("page", ["learner", "office"])
def test_what_the_image_switches_off_for_self_study_is_decided_anew(page: str) -> None:
    binder = ROOT / "rounds" / "settings" / "self-study" / "labconfig" / "page_config.json"
    off = json.loads(binder.read_text(encoding="utf-8"))["disabledExtensions"]
    decided = files()[f"/etc/negotiation-rounds/{page}/labconfig/page_config.json"]["disabledExtensions"]
    assert set(off) - BASE_IMAGES <= set(decided)
    menus = files()[f"/etc/negotiation-rounds/{page}/labconfig/default_setting_overrides.json"]
    assert menus == {"@jupyterlab/mainmenu-extension:plugin": {"menus": []}}  # JupyterLab's own, and nbgrader's


@pytest.mark.parametrize("shape", [list, dict])
def test_only_the_instructor_sees_the_whole_exchange(shape: type) -> None:
    office, learner = spawned("instructor", shape), spawned("ana", shape)
    assert [m["mountPath"] for m in office.volume_mounts] == ["/home/jovyan", "/exchange"]
    assert "grader" in office.environment["JUPYTER_CONFIG_PATH"]
    assert len(learner.volume_mounts) == 1 + len(mounts())
    assert "grader" not in learner.environment["JUPYTER_CONFIG_PATH"]


def test_every_folder_of_settings_that_is_named_is_there() -> None:
    folders = {str(PurePosixPath(path).parent) for path in files()} | {
        str(PurePosixPath(path).parent.parent) for path in files()
    }
    for name in ("ana", "instructor"):
        named = spawned(name).environment["JUPYTER_CONFIG_PATH"].split(":")
        assert [path for path in named if not path.startswith("/home/jovyan/") and path not in folders] == []


def test_the_image_keeps_the_library_when_a_home_lies_over_the_clone() -> None:
    steps = (ROOT / "binder" / "postBuild").read_text(encoding="utf-8").splitlines()
    (install,) = [step for step in steps if "pip install" in step]
    assert install.endswith(" .")
    assert " -e" not in install
