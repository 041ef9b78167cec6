from pathlib import Path

import pytest
from verifying import an_auditors_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return an_auditors_folder(tmp_path)
