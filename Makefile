# The year of the report: make report YEAR=2028
YEAR ?= 2027
# For pytest, such as: make test PYTEST_ARGS='-k notation'
PYTEST_ARGS ?= -n auto

BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help report test mutations lint format page-model lock clean set-up set-up-test

help: ## この一覧 / this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

report: set-up ## 準備をして、取り込み、報告書を out/2027/ に作る / set up, take in new figures, build the report in out/2027/
	$(BIN)/misato-report ingest
	$(BIN)/misato-report build $(YEAR)

test: lint ## 準備をして、すべて検査する / set up and run every check and test
	$(BIN)/pytest $(PYTEST_ARGS)

mutations: set-up-test ## 壊した表を1万、読ませる / read ten thousand damaged tables: none may give a wrong value
	$(BIN)/python -m tests.mutations 10000

lint: set-up-test ## 書き方と型の検査 / style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: set-up-test ## 書き方を整える / put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

page-model: set-up ## docs/page-model.md を書き直す / write the page model's document again
	$(BIN)/python scripts/page_model.py

lock: ## 版を固定し直す（UPGRADE=1 で新しい版へ） / write the lock files again (UPGRADE=1: newer versions)
	@scripts/lock.sh

clean: ## .venv と作ったものを消す（actuals/ と plan/ は残る） / remove .venv and what was built, never actuals/ or plan/
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis out/[0-9]*

set-up:
	@scripts/setup.sh report

set-up-test:
	@scripts/setup.sh test
