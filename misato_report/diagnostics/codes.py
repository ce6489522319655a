"""Every code of a :class:`Diagnostic`: how much it matters, what it means, and what to do; ``docs/diagnostics.md`` is made from it."""

from __future__ import annotations

from dataclasses import dataclass

from misato_report.diagnostics.diagnostic import Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding. ``severity`` is the usual one; a clerk's reason may make an error a warning."""

    severity: Severity
    meaning: str
    remedy: str


CATALOGUE: dict[str, dict[str, Code]] = {
    "Reading files": {
        "bad-csv": Code(
            _E,
            "A quotation mark is not closed, or a cell is longer than can be.",
            "Save the file again as CSV, or open it and mend the line that is named.",
        ),
        "document": Code(
            _I,
            "A PDF, a text or a picture lies among the tables.",
            "Nothing: it may stay. Put the publisher's Excel or CSV file beside it.",
        ),
        "filtered-rows": Code(
            _I, "The workbook hides rows by a filter; they were read.", "Look whether they are meant."
        ),
        "form-as-text": Code(
            _E, "One sheet of a department's form was saved as CSV.", "Ask for the Excel file itself."
        ),
        "hidden-sheet": Code(_I, "A hidden sheet was not read.", "Show the sheet and save, if it is needed."),
        "links-ignored": Code(
            _I, "The workbook links to other files; only the saved values were read.", "Nothing."
        ),
        "macros-ignored": Code(_I, "The workbook has macros; none was run.", "Nothing."),
        "no-answer": Code(
            _E,
            "e-Stat's API gave an error instead of a table.",
            "Mend the key or the conditions of the query, and save the answer again.",
        ),
        "not-a-table": Code(
            _E,
            "A web page, a login form or another kind of file under a table's name.",
            "Download the table again from the publisher's page.",
        ),
        "partial-answer": Code(
            _E,
            "e-Stat's answer goes on on another page, or begins on one (NEXT_KEY, FROM_NUMBER).",
            "Fetch the rest, or narrow the query.",
        ),
        "piled-up": Code(
            _E,
            "All files of one archive or run together hold more cells than are read.",
            "Take them in one by one.",
        ),
        "too-large": Code(
            _E,
            "More rows, columns, sheets, cells or bytes than a town's table has.",
            "Keep only the table; or raise the limit that is named in plan/limits.yaml.",
        ),
        "unknown-encoding": Code(
            _E, "The text is neither UTF-8, UTF-16 nor CP932.", "Save the file again in one of these."
        ),
        "unreadable-file": Code(
            _E,
            "The file is broken, protected by a password, or may not be read.",
            "Put the published file there again.",
        ),
    },
    "Whose table it is, and what it says": {
        "ambiguous-source": Code(
            _E,
            "The words of several sources are in the table.",
            "Add a word to recognise: that only one of them has.",
        ),
        "bad-number": Code(
            _E,
            "A cell is no figure.",
            "Compare with the published file, and mend the cell or say what a sign means (dash:).",
        ),
        "cell-remark": Code(
            _I,
            "A figure was read with a word on how: rounded where it is shown, or of a special format.",
            "Look at the cell.",
        ),
        "converted": Code(
            _I, "A figure was converted to the series' unit, or an amount of money to 千円.", "Nothing."
        ),
        "doubtful-cell": Code(
            _E,
            "What the cell shows and what it holds are not the same, so that no figure is taken.",
            "Mend the cell, or write the figure in a table of one's own.",
        ),
        "heading-unclear": Code(
            _E, "A heading fits several columns.", "Say more words of the heading in items:."
        ),
        "hidden-cell": Code(
            _W,
            "The figure stands in a hidden row or column.",
            "Show it in the spreadsheet, and look whether it is right.",
        ),
        "left-out": Code(_I, "Figures of other kinds (months, quarters) were left out.", "Nothing."),
        "no-total": Code(
            _E,
            "A table has rows of parts of the town (町丁・字) only.",
            "Use a file with a row for the whole town; sums are never made.",
        ),
        "of-a-part": Code(
            _E,
            "A figure stands in the row of a part of the town.",
            "Use a file with a row for the whole town.",
        ),
        "peer-unread": Code(
            _W,
            "Something of another municipality cannot be read (`peers: true`).",
            "Nothing: the town's figures are taken, and the comparison says how many are left out.",
        ),
        "projection-as-actual": Code(
            _E,
            "A projection of years to come would become an actual: of a series, or of an indicator.",
            "Give it to a series with `projection: true`; use a series of actuals for an indicator.",
        ),
        "missing-item": Code(
            _E,
            "An item that the source names is not in the table.",
            "`misato-report layout ファイル` proposes the new reading.",
        ),
        "missing-year": Code(
            _W,
            "A year between the first and the last is not in the table.",
            "Look whether the publisher left it out.",
        ),
        "negative-count": Code(_E, "A count is negative.", "Compare with the published file."),
        "no-municipality": Code(
            _E,
            "The town's row is not in the table.",
            "Look whether it is the right table; `--own` says that it is the town's own.",
        ),
        "no-period": Code(
            _E,
            "The table does not say of which year its figures are.",
            "Say it with the options of `layout`, or write a table of one's own.",
        ),
        "no-place": Code(
            _E, "The table does not say of which place it is.", "Say `place: own` if it is the town's own."
        ),
        "no-publication-date": Code(
            _E, "Nobody says when the figures were published.", "`ingest FILE --published-on DATE`."
        ),
        "no-sheet": Code(
            _E, "The sheet that the source names is not there.", "Mend sheet: in plan/sources.yaml."
        ),
        "no-table": Code(_E, "No figures with headings were found.", "Put the published table there."),
        "no-unit": Code(_E, "The table states no unit.", "Write unit: in the source, if it is known."),
        "class-of-title": Code(
            _E,
            "The title names a class or part (men, Japanese nationals), and the series does not.",
            "If that is the series, add the word to its item in plan/sources.yaml.",
        ),
        "part-of-a-year": Code(
            _E, "Months are summed that are not a whole year.", "Use the table of the whole year."
        ),
        "headless-column": Code(
            _W,
            "Figures without a heading stand beside those that are taken.",
            "Look whether the heading is over the right column.",
        ),
        "municipality-missing": Code(
            _W,
            "A municipality of the prefecture is not in a table that has the others.",
            "Compare with the publisher's page.",
        ),
        "row-without-name": Code(
            _W,
            "A row of figures has no name in a table of places: it is nobody's.",
            "Compare with the publisher's page.",
        ),
        "municipality-twice": Code(
            _W, "A municipality stands twice in the table.", "Compare with the publisher's page."
        ),
        "no-value": Code(
            _E,
            "A series that the source names got no value.",
            "`misato-report layout ファイル` shows the items that are there.",
        ),
        "period-kind": Code(
            _E,
            "The kind of period (年度, 暦年, a day) is not that of the series.",
            "Mend the series' basis, or leave the table out.",
        ),
        "repeated-row": Code(
            _E,
            "One figure stands twice with different values.",
            "Strike one out, or name the row that is meant.",
        ),
        "sheet-left-out": Code(
            _I,
            "A sheet that belongs to no source was not read.",
            "Add it to plan/sources.yaml, if it is needed.",
        ),
        "times-disagree": Code(
            _E, "Two places of the file say different times.", "Compare with the publisher's page."
        ),
        "unit-mismatch": Code(
            _E, "The table's unit cannot be brought to the series' unit.", "Mend whichever is wrong."
        ),
        "unknown-layout": Code(
            _E, "The table fits no source.", "`misato-report layout ファイル` proposes one."
        ),
        "file-name-disagrees": Code(
            _E,
            "A monthly file is named after another month than its table is of.",
            "Compare with the publisher's page; mend whichever is wrong.",
        ),
        "late-publication": Code(
            _W, "The publication date is far from the calendar's.", "Look at the year of the date."
        ),
        "bad-publication-date": Code(
            _E,
            "The publication date cannot be read, or two of them differ.",
            "Mend it, or say it with --published-on.",
        ),
    },
    "A town's own tables and forms": {
        "added-row": Code(
            _E,
            "A form has a row that was not sent out; of figures it is read, and this is a warning.",
            "Move a text to the answer above it; take a row of figures out if it is not meant.",
        ),
        "bad-answer": Code(
            _E, "An answer in a form or in 読み取り結果.xlsx cannot be taken.", "Mend the cell that is named."
        ),
        "bad-date": Code(_E, "A publication date that cannot be read.", "Write it like 2027-04-20."),
        "bad-form": Code(
            _E,
            "A form without what tells year and department.",
            "Use the form as `misato-report forms` made it.",
        ),
        "bad-status": Code(_E, "A status that is none.", "Use one of those that are named."),
        "bad-year": Code(_E, "A year that cannot be read.", "Write it like R9 or 令和9年度."),
        "blank-form": Code(
            _W,
            "A form came back in which nothing is filled in; it does not count as returned.",
            "Ask for the filled one, and put it in this one's place.",
        ),
        "correction-without-reason": Code(
            _E, "A row says 訂正 or 取消 and not why.", "Write the reason in 備考."
        ),
        "form-headings": Code(
            _E,
            "The headings of a form's sheet were changed or moved, so that it cannot be read.",
            "Put the row of headings back as it was sent out.",
        ),
        "missing-heading": Code(_E, "A needed heading is missing.", "Add the column."),
        "no-rows": Code(_E, "A table of headings alone.", "Fill it in."),
        "not-filled-in": Code(_I, "A row of a form has no value yet.", "Nothing, until it is counted."),
        "not-own-count": Code(
            _E,
            "The series is not one that the town counts.",
            "Take in the publisher's table; or record --correct with --source.",
        ),
        "note-only": Code(
            _W,
            "A row of a form has a remark, but neither a value nor a status; the remark is not taken.",
            "Write the value, or choose why there is none.",
        ),
        "review-differs": Code(
            _E,
            "A form's text differs from what is in plan/reviews/.",
            "Take one of them; --replace-reviews takes the form's.",
        ),
        "two-answers": Code(_E, "Two forms answer the same question differently.", "Keep one of them."),
        "unknown-heading": Code(
            _E,
            "A heading that is none.",
            "Mend its name, or begin it with （参考） if it is for people only.",
        ),
        "unknown-state": Code(
            _E,
            "A number or word that is none of the states of a milestone.",
            "Write one of those that are named.",
        ),
        "value-and-status": Code(
            _E,
            "A value stands beside a status that says that there is none.",
            "Empty one of the two.",
        ),
    },
    "The ledger": {
        "before-its-period": Code(
            _E, "A figure published before its period began.", "Mend the year or the date."
        ),
        "changed-meanwhile": Code(
            _E, "Somebody changed the files while they were being taken in.", "Run the command again."
        ),
        "conflict": Code(
            _E,
            "Two values of one figure and one publication.",
            "Strike one out; if it is a correction, `ingest FILE --corrects DATE --because …`.",
        ),
        "correction-before": Code(_E, "A correction dated before what it corrects.", "Mend the date."),
        "file-changed": Code(
            _E,
            "A source file is not what was taken in.",
            "Put the old one back; take the new one in under another name.",
        ),
        "file-moved": Code(
            _W, "A source file lies elsewhere now.", "`misato-report ingest` lets the ledger follow."
        ),
        "file-vanished": Code(
            _E, "A source file is gone.", "Put it back, or `ingest --forget FILE --because …`."
        ),
        "forgotten-file": Code(
            _I,
            "A file that was left out on purpose lies there again.",
            "Name it in `ingest` to take it in after all.",
        ),
        "future-publication": Code(
            _E, "A publication later than today.", "Mend the year, or the computer's clock."
        ),
        "interrupted": Code(
            _E,
            "An import that was broken off cannot be finished.",
            "See to space and permissions, and run it again.",
        ),
        "jump": Code(_W, "A figure is far from the year before.", "Compare with the published table."),
        "years-shifted": Code(
            _E,
            "The figures of a table are those that the ledger has for the year before or after.",
            "Compare the years with the publisher's; `--accept REASON` takes the table.",
        ),
        "months-disagree": Code(
            _W,
            "A year's own figure is not the sum of its twelve months (of a level: not that of the same day).",
            "Compare both tables; the year's figure alone is evaluated.",
        ),
        "ledger-bytes": Code(
            _E, "The ledger is not written as the program writes it.", "`misato-report ingest --rebuild`."
        ),
        "ledger-damaged": Code(
            _E, "A row of the ledger cannot be read.", "`misato-report ingest --rebuild`."
        ),
        "ledger-edited": Code(
            _E, "A row of the ledger differs from its file.", "`misato-report ingest --rebuild`."
        ),
        "ledger-row-added": Code(
            _E, "A row of the ledger that no file has.", "`misato-report ingest --rebuild`."
        ),
        "ledger-row-missing": Code(
            _E, "A figure of a file that the ledger lacks.", "`misato-report ingest --rebuild`."
        ),
        "link-out": Code(_E, "A folder is a link that leads out of the workspace.", "Make it a folder."),
        "locked": Code(_E, "Somebody else is writing.", "Wait, and run it again."),
        "looks-corrected": Code(
            _E, "The title says 訂正, and nobody says of what.", "The command that is named."
        ),
        "name-taken": Code(_E, "Another file has the name in actuals/.", "Give it another name."),
        "no-file": Code(_E, "There is no such file.", "See to name and place."),
        "no-source": Code(_E, "A published figure is corrected without saying by what.", "--source."),
        "not-in-ledger": Code(_E, "A file to be forgotten that was never taken in.", "Nothing."),
        "nothing-to-cancel": Code(_E, "There is no such value to take back.", "See `history`."),
        "nothing-to-correct": Code(_E, "There is no value to correct.", "Record it."),
        "peers-not-taken": Code(
            _W,
            "A source asks for the other municipalities' figures, and `actuals/peers.csv` has none.",
            "`misato-report ingest`.",
        ),
        "receipts-damaged": Code(_E, "actuals/.receipts.csv cannot be read.", "Bring it back from a copy."),
        "same-already": Code(_E, "The value is that already.", "Nothing."),
        "series-changed": Code(
            _E,
            "Unit or kind of period of a series is not the ledger's.",
            "Mend the plan, or `ingest --rebuild`.",
        ),
        "still-there": Code(_E, "A file to be forgotten still lies there.", "Move it away first."),
        "sum-mismatch": Code(
            _E,
            "Figures do not add up as they must.",
            "Compare with the publisher's; `--accept REASON` takes them.",
        ),
        "sum-not-checked": Code(_W, "A sum could not be checked.", "Nothing."),
        "unknown-series": Code(_E, "No series of that name.", "One of those that are named."),
        "write-failed": Code(
            _E,
            "A file could not be written; nothing is changed.",
            "See to space, permissions and who has it open.",
        ),
    },
    "The plan's YAML": {
        "above-budget": Code(
            _W,
            "More was settled for a project than its budget.",
            "Compare with the settlement; the budget is the one after amendments and carry-overs.",
        ),
        "amount-out-of-sense": Code(
            _W,
            "An amount of money that no project of a town has: yen written where 千円 is meant.",
            "Write 円 behind the figure.",
        ),
        "bad-choice": Code(_E, "A word that is none of the choices.", "One of those that are named."),
        "bad-formula": Code(_E, "A formula of derivations: cannot be worked out.", "Mend it."),
        "bad-revision": Code(
            _E, "A revision of the plan that cannot be applied.", "Mend plan/revisions.yaml."
        ),
        "bad-type": Code(_E, "A list, mapping or text where another is expected.", "As the message says."),
        "bad-value": Code(_E, "A value that cannot be.", "As the message says."),
        "beyond-target": Code(
            _W,
            "The baseline is beyond the target already, by the words of the plan.",
            "For a level to be kept write accumulation: threshold and direction:.",
        ),
        "counts-doing": Code(
            _W,
            "A KPI seems to count what the town does, not what comes of it.",
            "Answer once with kind: output or kind: outcome.",
        ),
        "duplicate-id": Code(_E, "A name used twice.", "Give one another name."),
        "duplicate-key": Code(_E, "A key written twice.", "Strike one out."),
        "funds-mismatch": Code(
            _E,
            "The sources of funds of a project do not sum to what was settled.",
            "Compare funds: and settled: with the settlement.",
        ),
        "missing-key": Code(_E, "A needed key is missing.", "Add it."),
        "missing-number": Code(
            _E, "The numbers of the fields have a gap: a file may be missing.", "Look for it in plan/fields/."
        ),
        "names-differ": Code(
            _W, "The plan's text names one thing in several ways.", "Nothing, if that is how it is printed."
        ),
        "no-direction": Code(
            _W,
            "Neither the figures nor the plan say which way is better; the verdict is 判定なし.",
            "Write direction: increase or decrease.",
        ),
        "no-indicator": Code(
            _W, "A project contributes to no indicator.", "Write contributes_to:, if it is for one."
        ),
        "no-project": Code(
            _W, "No project contributes to an indicator.", "Write its id in contributes_to: of a project."
        ),
        "no-reason": Code(
            _E,
            "The town's verdict differs from that by figures, or a project is to change, without a reason.",
            "Write town_verdict_reason: or reason:.",
        ),
        "nothing-to-evaluate": Code(
            _E, "The plan has no target that can be evaluated.", "Write accumulation: at one of them."
        ),
        "peers-not-kept": Code(
            _E,
            "An indicator is compared with others by a series whose source keeps none of theirs.",
            "`peers: true` at the source.",
        ),
        "revision-disagrees": Code(
            _E, "A revision's old value is not the plan's.", "Mend the one that is wrong."
        ),
        "same-indicator": Code(
            _W,
            "Two indicators have one name.",
            "Keep one, with also_in: for the other field; or see which figures are right.",
        ),
        "no-direction-text": Code(
            _I, "A field says nothing of its aim.", "Write direction:, if the plan has one."
        ),
        "placeholder": Code(
            _W,
            "A text of the empty plan was left as it is.",
            "Write what the plan says, or strike the line out.",
        ),
        "spellings-differ": Code(
            _W, "A word is spelled in several ways.", "Nothing, if that is how it is printed."
        ),
        "survey-size": Code(
            _W,
            "A survey's figure without its number of answers, or with fewer than 100.",
            "Write sample:; with few answers one person moves the figure.",
        ),
        "target-after-plan": Code(
            _W, "The year of a target is after the end of the plan.", "Nothing, if that is how it is printed."
        ),
        "text-disagrees": Code(
            _W,
            "A figure of the plan's text does not come out.",
            "Tell who keeps the plan; the text is not changed.",
        ),
        "text-not-checked": Code(_I, "A figure of the text could not be worked out yet.", "Nothing."),
        "total-or-persons": Code(
            _W,
            "A count of users or visitors does not say whether one person counts once (実人数) or each time (延べ).",
            "Write it in how_measured:.",
        ),
        "undecided-target": Code(
            _I,
            "How a target is evaluated is not decided; reports print its words.",
            "Write accumulation: when it is.",
        ),
        "units-differ": Code(
            _W,
            "The words of a target name another unit than the indicator.",
            "Bring baseline and target to one unit.",
        ),
        "unknown-field": Code(_E, "A field that is not in the plan.", "Mend the name."),
        "unknown-id": Code(
            _E, "A review, fact or opinion of something that is not in the plan.", "Mend the id."
        ),
        "unknown-indicator": Code(_E, "An indicator that is not in the plan.", "Mend the id."),
        "unknown-key": Code(_E, "A key that nobody reads.", "Mend its spelling or its indentation."),
        "month-as-year": Code(
            _E,
            "An indicator would take a monthly series for a yearly one.",
            "Use the year's series; the months are shown for information.",
        ),
        "monthly-mix": Code(
            _E,
            "A source has monthly series and no `months_after:`, or the other way round.",
            "Give a monthly source `months_after:` and series of `basis: 月` or `毎月1日現在` only.",
        ),
        "no-projection": Code(
            _E,
            "A series of `population_paths:` is no projection of a day's population in the target's unit.",
            "Name a series with `projection: true`.",
        ),
        "paths-without-target": Code(
            _E,
            "`population_paths:` without a target population to show them beside.",
            "Write `target_population:`, or take the paths out.",
        ),
        "unknown-neighbour": Code(
            _E, "A neighbour is no other municipality of the prefecture.", "The name as the gazetteer has it."
        ),
        "unknown-output": Code(
            _E,
            "A project's year has a quantity of which the plan names neither what it is nor its unit.",
            "Write output: at the project in plan/fields/.",
        ),
        "unlike-series": Code(
            _E,
            "Numerator and denominator, or months and their year, differ in unit or kind of period.",
            "Use series that agree.",
        ),
        "unread-file": Code(
            _E, "A file in plan/ that is not read.", "Rename it as the message says, or move it away."
        ),
        "unsupplied-series": Code(_E, "No source gives the series.", "Add it to a source."),
        "yaml-alias": Code(_E, "References by * grow without end.", "Write the values out."),
        "yaml-depth": Code(_E, "Nesting that is too deep.", "See to indentation and brackets."),
        "yaml-empty": Code(_E, "An empty file.", "Bring it back."),
        "yaml-encoding": Code(_E, "The file is not UTF-8.", "Save it as UTF-8."),
        "yaml-size": Code(_E, "The file is too large.", "Raise the limit that is named, if it is right."),
        "yaml-syntax": Code(_E, "The file is no YAML.", "Mend the line."),
        "yaml-tag": Code(_E, "A tag (!) that is not read.", "Strike it out."),
        "year-out-of-sense": Code(_E, "A year that no plan has.", "Mend it."),
        "years-mixed": Code(
            _W,
            "年度 and 年 are mixed in one indicator, or differ from its series.",
            "See which one the plan means.",
        ),
    },
    "Report, templates and issue": {
        "bad-seal": Code(
            _E,
            "The seal (町章) cannot be read, is too large, or is no picture.",
            "Replace the file in templates/.",
        ),
        "bad-template": Code(
            _E,
            "A town's template has a mistake, or takes too long.",
            "The line that is named; `misato-report templates restore 名前`.",
        ),
        "no-peers": Code(
            _E,
            "There is nothing to compare the town with.",
            "`peers:` at the indicator, and the figures of that year.",
        ),
        "bad-mark": Code(
            _E,
            "A mark in a form (templates/papers/) names nothing, is not closed, or does what no mark may.",
            "The cell or paragraph that is named; `misato-report paper marks`.",
        ),
        "bad-form": Code(
            _E,
            "A form is broken, carries macros or links, or its own formulas and formats do not go with the marks.",
            "What the message names; save it again without macros and links.",
        ),
        "form-shows-other-digits": Code(
            _W,
            "A form's own number format shows fewer digits than the report prints.",
            "Change the cell's format, or leave it as the form wants it.",
        ),
        "form-too-small": Code(
            _W,
            "A text does not fit into the row whose height the form fixes.",
            "Make the row higher, or the text shorter.",
        ),
        "notice-left-out": Code(
            _W,
            "A form does not say that its figures are samples (見本), or a draft (案).",
            "Write the mark {{ notice }} into it; hand in what was built from real figures.",
        ),
        "unknown-paper": Code(
            _E,
            "There is no form of that name in templates/papers/.",
            "One of the names that the message gives.",
        ),
        "page-reaches-out": Code(_E, "A template reads from, or sends to, somewhere else.", "Strike it out."),
        "bad-picture": Code(_E, "A picture of the report cannot be drawn.", "Replace it."),
        "browser-failed": Code(_E, "The browser did not print.", "`misato-report doctor`."),
        "empty-ledger": Code(_I, "There are no figures yet.", "`misato-report ingest`."),
        "files-changed": Code(_E, "The built files are not as they were built.", "Build again, then issue."),
        "foreign-script": Code(
            _W,
            "A script that is not the program's is in the page (an error without appearance: scripts:).",
            "Look at it, or say scripts: true.",
        ),
        "hidden-characters": Code(
            _W, "Characters that show nothing; printed by their number.", "Strike them out."
        ),
        "issued-changed": Code(
            _E, "A file in issued/ is not what was handed in.", "Bring it back from a copy."
        ),
        "issued-vanished": Code(_E, "A file in issued/ is gone.", "Bring it back from a copy."),
        "no-font": Code(_E, "No Japanese font.", "`misato-report doctor` says which."),
        "no-pango": Code(_E, "No Pango.", "`misato-report doctor`, or --pdf-engine browser."),
        "not-built": Code(_E, "There is nothing built to hand in.", "`misato-report build`."),
        "not-issued": Code(_E, "Nothing was handed in for the year.", "`misato-report issue`."),
        "odd-year": Code(
            _E,
            "A report year of which there is nothing to tell.",
            "One of the years that are named; --force-year.",
        ),
        "out-of-date": Code(
            _E, "What was built is not of today's plan and figures.", "Build again, then issue."
        ),
        "outside-templates": Code(_E, "A template names a file outside of templates/.", "Put it there."),
        "pdf-failed": Code(_E, "The PDF could not be made.", "As the message says."),
        "pdf-too-deep": Code(_E, "Nesting that the PDF's maker does not survive.", "Mend the template."),
        "pdf-too-large": Code(
            _E,
            "The PDF needs more memory than its limit.",
            "pdf_megabytes in plan/limits.yaml, if it is right.",
        ),
        "pdf-too-long": Code(
            _E, "The PDF takes longer than its limit.", "pdf_seconds in plan/limits.yaml, if it is right."
        ),
        "small-count": Code(
            _W, "A count by which people may be known.", "internal: true and build --public."
        ),
        "templates-failed": Code(_E, "A template cannot be read.", "See to the file."),
        "unknown-template": Code(_E, "No template of that name.", "One of those that are named."),
    },
    "Workspaces and the machine": {
        "changed-source": Code(
            _E, "The town's sheet is not the one that the answers are of.", "Use the same sheet."
        ),
        "folder-taken": Code(_E, "The folder has something in it.", "Another folder."),
        "ledger-there": Code(_E, "Figures were taken in already: the plan is not replaced.", "A new folder."),
        "lost-answer": Code(
            _E, "An answer belongs to a row that is not there.", "Use the book as it was written."
        ),
        "no-access": Code(_E, "A file or disk may not be read or written.", "See to permissions."),
        "no-answers": Code(_E, "The book of answers has no answers.", "Fill it in."),
        "no-cluster": Code(_E, "Dask is not installed, or nobody answers.", "See docs/developers."),
        "no-kpis": Code(_E, "No KPI was found in the sheet.", "See to its headings."),
        "no-workspace": Code(
            _E, "There is no plan/plan.yaml here or above.", "--workspace, or `misato-report init`."
        ),
        "not-taken-in": Code(_W, "A file waits in actuals/.", "`misato-report ingest`."),
        "plan-changed": Code(_E, "The plan was edited: it is not replaced.", "Edit it, or a new folder."),
        "port-taken": Code(_E, "The preview's port is taken.", "--port."),
    },
}
"""Heading → code → what it is."""

CODES = {code: about for codes in CATALOGUE.values() for code, about in codes.items()}
"""Every code."""
