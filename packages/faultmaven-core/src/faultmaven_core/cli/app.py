"""The commands and their options. What they do is imported when they run, so that ``--help`` is quick."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="faultmaven",
    help="Find the root cause of an incident from its files; every claim cites lines you can check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 a defect, 2 wrong input or call, 3 wrong set-up, 4 temporary failure, "
    "130 interrupted.",
)
cases_app = typer.Typer(help="Cases kept in a database file.", no_args_is_help=True, rich_markup_mode=None)
catalogue_app = typer.Typer(
    help="The failure modes FaultMaven knows.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(cases_app, name="cases")
app.add_typer(catalogue_app, name="catalogue")

CaseDb = Annotated[
    Path | None,
    typer.Option("--case-db", metavar="FILE", help="SQLite file that keeps cases [env: FAULTMAVEN_CASE_DB]."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
CaseIdArgument = Annotated[str, typer.Argument(metavar="CASE_ID", help="The id, as `cases list` shows it.")]


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Find the root cause of an incident from its files; every claim cites lines you can check."""
    if version:
        from importlib.metadata import version as installed_version

        typer.echo(f"faultmaven {installed_version('faultmaven-core')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit


@app.command()
def investigate(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Files, folders, zip or tar archives; - reads standard input."),
    ],
    *,
    question: Annotated[
        str | None,
        typer.Option(
            "--question", "-q", metavar="TEXT", help="What is wrong [default: question.txt in the folder]."
        ),
    ] = None,
    json_file: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE|-", help="Write the report as JSON; - is standard output."),
    ] = None,
    md_file: Annotated[
        str | None,
        typer.Option("--md", metavar="FILE|-", help="Write the report as Markdown; - is standard output."),
    ] = None,
    case_db: CaseDb = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME",
            help="A language model for the prose of the answer [env: FAULTMAVEN_MODEL].",
        ),
    ] = None,
) -> None:
    """Investigate the files of an incident and show its root cause."""
    from faultmaven_core.cli.investigate import run

    run(paths, question=question, json_file=json_file, md_file=md_file, case_db=case_db, model=model)


@app.command()
def logs(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help="Log files, plain or gz, bz2, xz; - reads standard input."),
    ],
    *,
    json_output: Json = False,
    assign: Annotated[
        str | None,
        typer.Option("--assign", metavar="CSV", help="Write line_id,template_id for each line to this file."),
    ] = None,
    around: Annotated[
        str | None,
        typer.Option("--around", metavar="TIME", help="Show what appeared or vanished near then (ISO 8601)."),
    ] = None,
    grep: Annotated[
        str | None, typer.Option("--grep", metavar="TEMPLATE-ID", help="Print the lines of one kind.")
    ] = None,
    top: Annotated[
        int, typer.Option("--top", metavar="N", min=1, help="At most this many entries a list.")
    ] = 10,
) -> None:
    """Show the kinds of lines in logs, rare and bad ones first."""
    from faultmaven_core.cli.logs import run

    run(files, json_output=json_output, assign_to=assign, around=around, grep=grep, top=top)


@app.command()
def doctor(*, json_output: Json = False) -> None:
    """Show what is installed and answers, and what is missing."""
    from faultmaven_core.cli.doctor import run

    run(json_output=json_output)


@cases_app.command("list")
def cases_list(
    *,
    case_db: CaseDb = None,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 50,
    json_output: Json = False,
) -> None:
    """List the cases, the last changed first."""
    from faultmaven_core.cli.cases import show_list

    show_list(case_db, limit=limit, json_output=json_output)


@cases_app.command("show")
def cases_show(case_id: CaseIdArgument, *, case_db: CaseDb = None, json_output: Json = False) -> None:
    """Show one case: its turns, milestones and what it holds."""
    from faultmaven_core.cli.cases import show_case

    show_case(case_id, case_db, json_output=json_output)


@cases_app.command("report")
def cases_report(
    case_id: CaseIdArgument,
    *,
    case_db: CaseDb = None,
    json_file: Annotated[str | None, typer.Option("--json", metavar="FILE|-", help="As JSON.")] = None,
    md_file: Annotated[str | None, typer.Option("--md", metavar="FILE|-", help="As Markdown.")] = None,
) -> None:
    """Show the report of a case again."""
    from faultmaven_core.cli.cases import show_report

    show_report(case_id, case_db, json_file=json_file, md_file=md_file)


@catalogue_app.command("list")
def catalogue_list(
    *,
    domain: Annotated[
        str | None, typer.Option(help="Only ids that begin with DOMAIN.", metavar="DOMAIN")
    ] = None,
    json_output: Json = False,
) -> None:
    """List the failure modes."""
    from faultmaven_core.cli.catalogue import show_list

    show_list(domain, json_output=json_output)


@catalogue_app.command("show")
def catalogue_show(
    mode_id: Annotated[str, typer.Argument(metavar="ID", help="An id, such as kubernetes.oom_killed.")],
    *,
    json_output: Json = False,
) -> None:
    """Show one failure mode: its mechanism and what to do."""
    from faultmaven_core.cli.catalogue import show_mode

    show_mode(mode_id, json_output=json_output)
