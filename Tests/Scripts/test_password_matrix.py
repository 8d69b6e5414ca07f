"""Every operation in every state of the password: none, a password, a raw key. One test a cell.

Each cell does the operation on an account (or a file) of that scheme with the right secret, and where a secret is
needed also without one and with a wrong one, after which everything must be as it was.
"""

import shutil

import pytest
from conftest import SCHEMES

OTHER = bytes(range(101, 133))


@pytest.fixture(params=SCHEMES)
def scheme(request):
    return request.param


@pytest.fixture
def home(home_of, scheme):
    home = home_of(scheme)
    home.account()
    return home


@pytest.fixture
def file(backups, scheme, tmp_path):
    return str(shutil.copy(backups(scheme), tmp_path / "ada.gz"))


def refuses_without_the_right_secret(home, scheme, *words, new=()):
    """No secret: passwordNeeded; a wrong one: wrongPasswordOrDamaged; both change nothing."""
    before = home.tree()
    if scheme != "none":
        home.refused(3, "passwordNeeded", *words, *new)
    wrong = home.secret_words(scheme, "", "wrong", OTHER) or ["--password-file", home.secret("not needed")]
    home.refused(3, "wrongPasswordOrDamaged", *words, *wrong, *new)
    assert home.tree() == before


def opens_with(home, scheme, path):
    answer = home.ok("backup", "inspect", str(path), *home.secret_words(scheme))
    assert answer["hasPassword"] == (scheme != "none")
    return answer["id"]


def test_account_create(empty, scheme):
    answer = empty.ok("account", "create", "--name", "Ada", *empty.secret_words(scheme, "new"))
    assert answer["hasPassword"] == (scheme != "none")
    assert opens_with(empty, scheme, empty.archive(answer["id"])) == answer["id"]


def test_account_list(home, scheme):
    assert home.account()["hasPassword"] == (scheme != "none")


def test_account_show(home, scheme):
    assert home.ok("account", "show")["hasPassword"] == (scheme != "none")


@pytest.mark.parametrize("new", SCHEMES)
def test_account_password(home, scheme, new):
    next_secret = home.secret_words(new, "new", "the next one", OTHER)
    refuses_without_the_right_secret(home, scheme, "account", "password", new=next_secret)
    answer = home.ok("account", "password", *home.secret_words(scheme), *next_secret)
    assert answer["hasPassword"] == (new != "none")
    archive = str(home.archive(home.account()["id"]))
    home.ok("backup", "inspect", archive, *home.secret_words(new, "", "the next one", OTHER))
    assert home.account()["hasPassword"] == (new != "none")


def test_account_forget(home, scheme):
    """Deliberate: it asks for no password. Whoever can remove files here can do it anyway."""
    home.ok("account", "forget", "--yes")
    assert home.ok("account", "list")["accounts"] == []


def test_backup_create(home, scheme):
    target = home.folder / "ada.gz"
    refuses_without_the_right_secret(home, scheme, "backup", "create", str(target))
    assert not target.exists()
    home.ok("backup", "create", str(target), *home.secret_words(scheme))
    assert opens_with(home, scheme, target) == home.account()["id"]


@pytest.mark.parametrize("new", SCHEMES)
def test_backup_create_under_another_secret(home, scheme, new):
    target = home.folder / "ada.gz"
    home.ok("backup", "create", str(target), *home.secret_words(scheme), *home.secret_words(new, "new"))
    assert opens_with(home, new, target) == home.account()["id"]


def test_backup_verify(empty, file, scheme):
    refuses_without_the_right_secret(empty, scheme, "backup", "verify", file)
    assert empty.ok("backup", "verify", file, *empty.secret_words(scheme))["sound"] is True


def test_backup_inspect(empty, file, scheme):
    refuses_without_the_right_secret(empty, scheme, "backup", "inspect", file)
    opens_with(empty, scheme, file)


def test_backup_password(empty, file, scheme):
    with open(file, "rb") as opened:
        before = opened.read()
    new = ["--new-password-file", empty.secret("the next one")]
    refuses_without_the_right_secret(empty, scheme, "backup", "password", file, new=new)
    with open(file, "rb") as opened:
        assert opened.read() == before
    empty.ok("backup", "password", file, *empty.secret_words(scheme), *new)
    empty.inspect(file, "the next one")


def test_backup_restore(empty, file, scheme):
    empty.ok("account", "list")
    refuses_without_the_right_secret(empty, scheme, "backup", "restore", file)
    answer = empty.ok("backup", "restore", file, *empty.secret_words(scheme))
    assert answer["hasPassword"] == (scheme != "none")
    assert opens_with(empty, scheme, empty.archive(answer["id"])) == answer["id"]


@pytest.mark.parametrize("new", SCHEMES)
def test_backup_restore_under_another_secret(empty, file, scheme, new):
    answer = empty.ok("backup", "restore", file, *empty.secret_words(scheme), *empty.secret_words(new, "new"))
    assert opens_with(empty, new, empty.archive(answer["id"])) == answer["id"]


def test_backup_restore_merge_of_the_same_secret(home, file, scheme):
    refuses_without_the_right_secret(home, scheme, "backup", "restore", file, "--merge")
    home.ok("backup", "restore", file, "--merge", *home.secret_words(scheme))
    opens_with(home, scheme, home.archive(home.account()["id"]))


@pytest.mark.parametrize("theirs", SCHEMES)
def test_backup_restore_merge_of_another_secret(home, file, scheme, theirs):
    """The file has a secret of its own; the account here keeps what it has."""
    theirs_new = home.secret_words(theirs, "new", "of the file", OTHER)
    home.ok("backup", "password", file, *home.secret_words(scheme), *theirs_new)
    home.ok("backup", "restore", file, "--merge", *home.secret_words(theirs, "", "of the file", OTHER),
            *home.secret_words(scheme, "account"))
    opens_with(home, scheme, home.archive(home.account()["id"]))


def test_device_list(home, scheme):
    assert len(home.ok("device", "list")["devices"]) == 1


def test_device_rename(home, scheme):
    assert home.ok("device", "rename", "desk", "laptop")["name"] == "laptop"


def test_device_renew(home, scheme):
    refuses_without_the_right_secret(home, scheme, "device", "renew")
    assert home.ok("device", "renew", *home.secret_words(scheme))["deviceId"] == home.account()["deviceId"]
