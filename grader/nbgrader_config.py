"""How nbgrader runs this course. Each nbgrader command that is started in this folder reads it, and so does Formgrader."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:  # so that `grader` can be imported from the clone
    sys.path.insert(0, str(HERE.parent))

# nbgrader calls `alembic` by name, which is found only if the environment was activated.
BIN = str(Path(sys.executable).parent)
if BIN not in os.environ.get("PATH", "").split(os.pathsep):
    os.environ["PATH"] = BIN + os.pathsep + os.environ.get("PATH", "")

from grader import nbgrader_patches

c = get_config()  # noqa: F821  (given by traitlets)

c.CourseDirectory.course_id = "negotiation-rounds"
c.CourseDirectory.root = str(HERE)
c.CourseDirectory.source_directory = "../modules"

# The gradebook is a SQLite file, gradebook.db, in this folder. A PostgreSQL server takes one line in the
# nbgrader_config.py of your machine (~/.jupyter/), where its password stays out of the course; the driver
# comes with `pip install "psycopg[binary]"`:
# c.CourseDirectory.db_url = "postgresql+psycopg://user:password@host/database"

# Learners' work is an answers file. The course's own steps read it, and nothing in a submission is executed.
c.Autograde.exporter_class = "grader.marking.preprocessors.CourseNotebook"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [
    "grader.marking.preprocessors.MarkAnswers",
    "grader.gradebook.save_grades.SaveMarks",
    "grader.marking.formgrader_view.ShowAsText",
    "nbgrader.preprocessors.AssignLatePenalties",
]
# nbgrader's own list without ClearSolutions, which would replace the one line of a reflection, and with a
# SaveCells that follows the course if it was edited after someone submitted.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "grader.assignments.regenerate.SaveCourseCells",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# Links, missing notebooks and broken names don't stop collecting; a lost secret doesn't stop the release.
c.ExchangeFactory.collect = "grader.exchange.nbgrader_collect.CourseCollect"
c.ExchangeFactory.release_feedback = "grader.returning.nbgrader_release.CourseReleaseFeedback"

# nbgrader's own export: points after the late penalty, and names with a comma or a formula kept in their cells.
c.ExportApp.plugin_class = "grader.exports.nbgrader_csv.CsvAfterPenalty"

# Formgrader's page doesn't ask another host for anything: the course's templates go before nbgrader's own.
c.HTMLExporter.extra_template_basedirs.prepend([str(HERE / "templates")])

# The feedback page has the points and why, without code; its stamp says which grade it shows.
c.GenerateFeedback.exporter_class = "grader.returning.feedback_page.FeedbackPage"
c.GenerateFeedback.preprocessors = ["grader.returning.pages.Stamp"]

# The commands do what Formgrader's buttons do: collect a newer submission, grade again, make a page again.
c.ExchangeCollect.update = True
c.Autograde.force = True
c.GenerateFeedback.force = True

# An LMS can rename files: `nbgrader zip_collect` takes every kind of file that can have answers in it.
c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".jsonl", ".json", ".txt", ".gz", ".zip"]

try:
    nbgrader_patches.install()
except nbgrader_patches.PatchError as error:
    sys.exit(str(error))  # nbgrader would go on without this configuration, and run what students submit
