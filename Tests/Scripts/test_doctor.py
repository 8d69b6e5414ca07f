"""signet doctor"""


def test_a_sound_home_has_no_problem(ada):
    answer = ada.ok("doctor")
    assert [finding for finding in answer["findings"] if finding["severity"] == "problem"] == []


def test_a_damaged_archive_is_found_with_a_cause_and_a_cure(ada):
    account = ada.account()["id"]
    ada.stop()
    ada.archive(account).write_bytes(b"\x1f\x8b not an archive any more")
    answer = ada.run("doctor")
    assert answer.status == 1, answer
    [finding] = [entry for entry in answer.json["findings"] if entry["severity"] == "problem"]
    assert finding["account"] == account
    assert finding["id"] and finding["cause"] and finding["cure"]
