"""Accounts in the configuration: checked when it is read, and no number is repeated."""

import pytest
from payments.paying_folder import a_folder

from adapters import settings, settings_faults
from hub.errors import BadInput


def changed(folder, old, new):
    text = folder.config.read_text(encoding="utf-8")
    assert old in text
    folder.config.write_text(text.replace(old, new, 1), encoding="utf-8")
    return settings.load(folder.config)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            'iban = "NL02ABNA0123456789"',
            'iban = "NL03ABNA0123456789"',
            "payments.accounts.cjib.iban: Value error, no acc",
        ),
        ('creditor_id = "NL79', 'creditor_id = "NL80', "payments.accounts.cjib.creditor_id: Value error, no creditor"),
        ('name = "CJIB"', 'name = "CJIB"\nbic = "NL"', "payments.accounts.cjib.bic: Value error, no BIC"),
        ('name = "CJIB"', 'name = ""', "payments.accounts.cjib.name"),
        ('model = "one_collector"', 'model = "nobody"', "payments.model"),
    ],
)
def test_what_is_no_account_is_a_fault_and_is_not_repeated(tmp_path, old, new, why):
    with pytest.raises(BadInput) as refused:
        changed(a_folder(tmp_path), old, new)

    assert refused.value.code == "config.invalid"
    assert why in refused.value.happened
    assert "ABNA0123456789" not in str(refused.value)


def test_an_account_may_be_written_as_on_paper(tmp_path):
    read = changed(a_folder(tmp_path), '"NL02ABNA0123456789"', '"nl02 abna 0123 4567 89"')

    assert read.payments.accounts["cjib"].iban == "NL02ABNA0123456789"


def test_an_account_of_an_agency_that_nobody_knows_is_a_fault(tmp_path):
    read = changed(a_folder(tmp_path), "[payments.accounts.cak]", "[payments.accounts.cack]")

    assert "payments.accounts.cack: no such agency in the registry" in settings_faults.faults(
        read, known=("cjib", "duo", "cak"), scopes=()
    )
