"""LibreOffice opens the tables that go out; where there is none, this is skipped by name."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from checklists import shipped

from generator.formats.tables import table
from generator.formats.workbook import workbook

OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice: soffice is not on PATH")
@pytest.mark.parametrize(("name", "make"), [("plan.xlsx", workbook), ("plan.csv", table)])
def test_libreoffice_opens_it(name: str, make: object, tmp_path: Path) -> None:
    """Opened and saved as CSV, the file has the same tasks in the same order."""
    assert OFFICE
    assert callable(make)
    plan = shipped()[0]
    (tmp_path / name).write_bytes(make(plan))
    saved = tmp_path / "saved"
    command = [OFFICE, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"]
    subprocess.run(
        [*command, "--outdir", str(saved), str(tmp_path / name)], check=True, capture_output=True
    )
    with (saved / "plan.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Task"] for row in rows] == [item.do for item in plan.items]
