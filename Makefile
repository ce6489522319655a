# The year of the report: make report YEAR=2028
YEAR ?= 2027
# For pytest, such as: make test PYTEST_ARGS='-k notation'
PYTEST_ARGS ?= -n auto --dist worksteal

BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help report quick test test-long test-lowest coverage mutants mutations real-tables fuzz faults sbom bench simulate lint format documents docs wheels lock clean set-up set-up-test

help: ## この一覧 / this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

report: set-up ## 準備をして、取り込み、報告書を out/2027/ に作る / set up, take in new figures, build the report in out/2027/
	$(BIN)/misato-report ingest
	$(BIN)/misato-report build $(YEAR)

quick: set-up-test ## 早い検査だけ（1分以内） / the quick tests, under a minute
	$(BIN)/pytest $(PYTEST_ARGS) -m "not slow and not long"

test: lint ## 準備をして検査する（5分以内） / set up, check and test, under five minutes
	$(BIN)/pytest $(PYTEST_ARGS) -m "not long"

test-long: set-up-test ## 時間のかかる検査（壊れたひな形を時計で止める、五年分を通す など） / what waits for clocks and prints many papers
	$(BIN)/pytest $(PYTEST_ARGS) -m "long"

# The quick tests of the folders that reach these three; tests/actuals/files and published are of what reads tables.
coverage: set-up-test ## 評価・台帳・表記の分岐がすべて検査されているか / branch coverage of evaluation, ledger and notation: 100 %
	$(BIN)/pytest tests/actuals/test_*.py tests/evaluation tests/months tests/notation -m "not long" $(PYTEST_ARGS) --cov

test-lowest: ## 宣言した最も古い版のライブラリで検査する / the quick tests with the lowest versions that pyproject.toml declares
	@scripts/test_lowest.sh $(PYTEST_ARGS)

# One module, more of its mutants: make mutants MUTANTS_ARGS='evaluation/rules --sample 200'
mutants: set-up-test ## 判定・台帳・表記のプログラムを少し壊し、検査が気づくか / small faults in the code that decides a figure: the tests must fail
	@scripts/mutants.sh $(MUTANTS_ARGS)

# With real files too: make mutations MUTATIONS_DIR=../shared/real-tables
MUTATIONS_DIR ?=

mutations: set-up-test ## 壊した表を1万、読ませる / read ten thousand damaged tables: none may give a wrong value
	$(BIN)/python -m tests.tools.mutations 10000 $(MUTATIONS_DIR)

# Small tables too: make real-tables DIR=… REAL_TABLES_ARGS='--repro ../shared/tables/repro --cells ../shared/tables/cells'
REAL_TABLES_ARGS ?=

real-tables: set-up-test ## 実際に公表された表を読ませる（DIR=…） / read real published tables; a wrong value fails (DIR=…)
	$(BIN)/python -m tests.tools.real_tables $(DIR) $(REAL_TABLES_ARGS)

# An hour: make fuzz FUZZ_SECONDS=3600
FUZZ_SECONDS ?= 60

fuzz: set-up-test ## 壊れた入力を読ませ続ける / inputs by the hundred thousand against all that reads
	$(BIN)/python -m tests.tools.fuzz --seconds $(FUZZ_SECONDS)

faults: set-up-test ## 書き込みのすべての場所で失敗させる / a fault at every system call that writes (needs strace)
	$(BIN)/python -m tests.tools.faults $(FAULTS_ARGS)

sbom: set-up-test ## 部品の一覧（SBOM、ライセンス）を dist/ に作る / list what the program is made of, with licences
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible -o dist/sbom.cdx.json

bench: set-up-test ## 速さを測る / measure, as ratios to yardsticks of the same run (BENCH_ARGS=--quick)
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

simulate: set-up-test ## 判定の「偶然」の印がどれほど当たるか、1万の町で試す / how often a mark of certainty is wrong: docs/certainty.md
	$(BIN)/python -m scripts.simulate

lint: set-up-test ## 書き方、型、import の向きの検査 / style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: set-up-test ## 書き方を整える / put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

documents: set-up-test ## プログラムから作る文書と、手引きの画面を書き直す / write again the documents that are made from the program, and the guide's pictures
	$(BIN)/python -m scripts.page_model
	$(BIN)/python -m scripts.yaml_reference
	$(BIN)/python -m scripts.hostile_table
	$(BIN)/python -m scripts.diagnostics_page
	$(BIN)/python -m scripts.command_table
	$(BIN)/python -m scripts.licences
	$(BIN)/python -m scripts.papers
	$(BIN)/python -m scripts.follow_guide
	$(BIN)/python -m scripts.paper_pictures

docs: set-up-test ## docs/ をサイトにする（site/） / make docs/ a site in site/
	$(BIN)/mkdocs build --strict --quiet

# For wheels: make wheels TARGET=windows PYTHON_VERSION=3.12
TARGET ?= linux
PYTHON_VERSION ?= $(shell $(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')

wheels: set-up-test ## ネットワークのないパソコンに入れるためのフォルダを dist/ に作る / collect what an offline installation needs into dist/
	$(BIN)/python -m scripts.wheels --target $(TARGET) --python $(PYTHON_VERSION)

lock: ## 版を固定し直す（UPGRADE=1 で新しい版へ） / write the lock files again (UPGRADE=1: newer versions)
	@scripts/lock.sh

clean: ## .venv と作ったものを消す（actuals/ と plan/ は残る） / remove .venv and what was built, never actuals/ or plan/
	rm -rf .venv .venv-lowest .venv-mutants site dist .mypy_cache .pytest_cache .ruff_cache .hypothesis out/[0-9]*

set-up:
	@scripts/setup.sh report

set-up-test:
	@scripts/setup.sh test
