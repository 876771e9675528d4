from __future__ import annotations

from typing import TYPE_CHECKING

from faultmaven_core.diagnosis.detectors.linux_host import LinuxHostDetector
from faultmaven_models.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from faultmaven_models.materials import Materials

LIMIT = """Nov  2 13:38:01 web-7 kernel: oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/shop.service,task=java,pid=22
Nov  2 13:38:01 web-7 kernel: Memory cgroup out of memory: Killed process 22 (java) total-vm:9kB
Nov  2 13:38:01 web-7 systemd[1]: shop.service: A process of this unit has been killed by the OOM killer.
"""
GLOBAL = "Nov  2 13:38:01 web-7 kernel: Out of memory: Killed process 22 (java) total-vm:9kB\n"
DF = "$ df -h\nFilesystem  Size  Used Avail Use% Mounted on\n/dev/sda1  40G  {used}  9G  {percent}% /\n"
PODS = "NAME      READY   STATUS    RESTARTS   AGE\nweb-1     1/1     Running   0          1d\n"


def detect(materials: Materials) -> list[Finding]:
    return list(LinuxHostDetector().detect(materials))


def test_a_limit_of_a_control_group_is_the_services_and_not_the_machines(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    found = detect(given({"kern.log": LIMIT}))
    assert {(one.failure_mode, one.component) for one in found} == {
        ("linux.memory_limit_reached", "app/shop")
    }


def test_a_machine_without_memory_is_the_cause_and_the_killed_program_suffers(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    (found,) = detect(given({"kern.log": GLOBAL}))
    assert (found.failure_mode, found.component) == ("linux.oom_killed", "host/web-7")
    assert "app/java" in found.affects
    assert found.values["process"] == "java"


def test_in_a_cluster_a_killed_container_is_left_to_the_clusters_own_state(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    found = detect(given({"node.log": LIMIT, "pods.txt": PODS}))
    assert all(one.failure_mode != "linux.memory_limit_reached" for one in found)
    assert any(one.kind is FindingKind.SYMPTOM for one in found)


def test_a_full_disk_is_told_by_programs_and_by_df_independently(
    given: Callable[[dict[str, str]], Materials],
) -> None:
    log = "2026-11-20 12:00:00 ERROR write: No space left on device\n"
    found = detect(given({"a.log": log, "df.txt": DF.format(used="40G", percent=100)}))
    causes = [one for one in found if one.kind is FindingKind.CAUSE]
    assert {one.failure_mode for one in causes} == {"linux.disk_full"}
    assert len({one.independence_group for one in causes}) == 2


def test_room_on_all_disks_rules_a_full_disk_out(given: Callable[[dict[str, str]], Materials]) -> None:
    (found,) = detect(given({"df.txt": DF.format(used="10G", percent=25)}))
    assert (found.kind, found.failure_mode) == (FindingKind.RULED_OUT, "linux.disk_full")


def test_a_disk_that_is_rather_full_is_neither(given: Callable[[dict[str, str]], Materials]) -> None:
    assert detect(given({"df.txt": DF.format(used="36G", percent=90)})) == []


def test_the_later_table_of_a_document_counts(given: Callable[[dict[str, str]], Materials]) -> None:
    text = DF.format(used="40G", percent=100) + DF.format(used="30G", percent=75)
    assert all(one.kind is not FindingKind.CAUSE for one in detect(given({"df.txt": text})))
