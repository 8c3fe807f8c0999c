PYTHON = python3
BIN    = .venv/bin
READY  = .venv/ready
TORTURE = 100
LONG = tests/torture tests/test_builders.py tests/test_editor.py tests/test_pipeline_runs.py tests/test_keep_properties.py tests/test_yaml_source.py tests/test_schedule.py tests/test_conditions.py \
  tests/test_hostile.py tests/test_pull.py tests/test_rebuild.py tests/test_rendered.py tests/test_found.py tests/test_glance.py tests/browser/test_kernel.py tests/browser/test_browser.py
# Compiled once: where nothing may be kept, each of many hundred processes would compile all again.
export PYTHONDONTWRITEBYTECODE =
ON_ALL_CORES = -n auto --dist loadfile --no-loadscope-reorder

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

site: $(READY) ## make checklists and the site from content/, public and internal
	@$(BIN)/handrail generate
	@$(BIN)/handrail build
	@$(BIN)/handrail build --book content
	@echo 'Open site/public/index.html (for everyone) or site/internal/public/index.html (with the customers).'

test: lint ## lint, then all tests, the browser's too
	@sh tests/chromium.sh
	@sh tests/npm.sh vnu java vnu-jar@26.9.27
	@sh tests/npm.sh npm node yaml-language-server@1.25.0 gitlab-ci-local@4.61.1
	$(BIN)/pytest $(ON_ALL_CORES)

cover: $(READY) ## which lines and branches the tests run
	$(BIN)/pytest $(ON_ALL_CORES) --cov --cov-report=term -m 'not browser'

torture: $(READY) ## the long runs: histories, kills, errors, fuzzing; an hour or more
	@sh tests/builders.sh
	for seed in 1 2 3 4; do \
	  HANDRAIL_TORTURE=$(TORTURE) $(BIN)/pytest -q tests/test_keep_properties.py -k together --hypothesis-seed=$$seed || exit; done
	HANDRAIL_TORTURE=$(TORTURE) $(BIN)/pytest -q $(LONG)

mutate: $(READY) ## plant mistakes in the core: do the tests notice? an hour; TARGETS="keep store" for some
	@$(BIN)/python tests/mutation/run.py $(TARGETS)

check: $(READY) ## say what is wrong in content/
	@$(BIN)/handrail check

serve: $(READY) ## show the site on this machine and follow every edit
	@$(BIN)/handrail serve

bless: $(READY) ## accept today's output as the expected one (read the diff!)
	$(BIN)/pytest -q tests --bless

lint: $(READY) ## style, layout and types of the code
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(READY) ## how fast, how big
	@$(BIN)/python tests/bench.py
	@$(BIN)/python tests/bench_diff.py
	@$(BIN)/python tests/bench_edition.py

screenshots: $(READY) ## pictures of the site, to be looked at
	@$(BIN)/python tests/screenshots.py build/screenshots

pictures: $(READY) ## make the pictures on the page "Contribute" anew
	@$(BIN)/python tests/contribute_pictures.py templates/assets

lighthouse: $(READY) ## Lighthouse's scores of the first page and the largest playbook
	@sh tests/npm.sh lighthouse node lighthouse@12.8.2
	@$(BIN)/python tests/lighthouse.py

lock: ## remake requirements.txt: the newest versions that pyproject.toml allows
	@$(PYTHON) -m venv build/lock && build/lock/bin/pip install -qq uv
	@echo '# Every package that runs, tests and builds Handrail, with its hashes. Made from pyproject.toml: make lock' > build/requirements.txt
	@build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --extra dev pyproject.toml >> build/requirements.txt
	@mv build/requirements.txt requirements.txt

clean: ## remove what was made: .venv, caches, the site (never a checklist)
	rm -rf .venv .*_cache .coverage .hypothesis build dist site/*
	@find . -name __pycache__ -prune -exec rm -rf {} +

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Handrail needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@echo 'Making .venv: a minute or two, the first time only.'
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: help site test cover torture mutate check serve bless lint bench screenshots pictures lighthouse lock clean
