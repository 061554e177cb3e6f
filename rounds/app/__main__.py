"""The course through Voila, for those who should never see JupyterLab: `make app`.

Voila runs a notebook for each page that opens it, and shows what its cells show. This is Voila
with less: it serves the front page and the notebooks, and nothing else of its folder.
"""

from __future__ import annotations

import webbrowser
from pathlib import Path
from threading import Thread
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.web import HTTPError, RedirectHandler
from traitlets import List
from voila.app import Voila
from voila.handler import BaseVoilaHandler
from voila.static_file_handler import AllowListFileHandler
from voila.tornado.contentshandler import VoilaContentsHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

HERE = Path(__file__).resolve().parent
FRONT_PAGE = "/voila/render/start.ipynb"
NOTEBOOKS = r"/voila/render/(start\.ipynb|modules/[\w-]+/[\w-]+\.ipynb)"


class Missing(BaseVoilaHandler):  # type: ignore[misc]  # voila is untyped
    """Anything that isn't a page of the course."""

    async def prepare(self) -> None:
        """Say so."""
        await super().prepare()
        raise HTTPError(404)


class Locked(BaseVoilaHandler):  # type: ignore[misc]  # voila is untyped
    """What people get without the token of the address."""

    @allow_unauthenticated  # type: ignore[untyped-decorator]  # jupyter_server's
    def get(self) -> None:
        """Say where the whole address is."""
        raise HTTPError(403)


class App(Voila):  # type: ignore[misc]  # voila is untyped
    """Voila on the course, and on nothing else of its folder."""

    # Voila needs to know this of us, and reads nobody's settings for Voila.
    config_file_paths = List([str(HERE)])

    def init_settings(self) -> dict[str, Any]:
        """Voila's settings, with a page of ours for what doesn't exist."""
        arguments = {"voila_configuration": self.voila_configuration}
        return {**super().init_settings(), "default_handler_class": Missing, "default_handler_args": arguments}

    def init_handlers(self) -> list[Any]:
        """Voila's pages without its lists of files, and only for notebooks of the course."""
        arguments = {"voila_configuration": self.voila_configuration}
        closed = (TornadoVoilaTreeHandler, VoilaContentsHandler, AllowListFileHandler)
        kept = [handler for handler in super().init_handlers() if handler[1] not in closed]
        pages = [
            (NOTEBOOKS, TornadoVoilaHandler, *handler[2:]) if handler[1] is TornadoVoilaHandler else handler
            for handler in kept
        ]
        return [
            (r"/", RedirectHandler, {"url": FRONT_PAGE, "permanent": False}),
            (r"/login", Locked, arguments),
            *pages,
        ]

    def launch_browser(self) -> None:
        """Open the front page, with the token that Voila itself would leave out."""
        address = f"http://localhost:{self.port}{FRONT_PAGE}?token={self.token}"
        Thread(target=webbrowser.open, args=(address,), daemon=True).start()


if __name__ == "__main__":
    App.launch_instance()
