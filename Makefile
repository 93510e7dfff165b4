# Two commands set everything up: `make check` and `make test`. Nothing here needs the pulumi CLI but
# preview, up, destroy and engine.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STACK ?=

.PHONY: check test lint setup engine bench generate lock preview up destroy pack verifier clean

STACKS := bootstrap organization security dev staging prod

check: setup
	@set -e; for stack in $(STACKS); do $(BIN)/vouch check --stack $$stack --severity medium; done

test: setup
	$(BIN)/python -m pytest -n 2

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/mypy policies/__main__.py
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --persona=auditor --strict-collection --no-progress --quiet .github
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-actions .github/actions/*/action.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml

setup: $(VENV)/ready

$(VENV)/ready: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q policies/guardrails verification vouch
	touch $@

# The tests that drive the real engine; they skip, and say why, where pulumi is not on PATH.
engine: setup
	$(BIN)/python -m pytest -m engine -rs

bench: setup
	$(BIN)/python -m tests.bench

# Everything that is generated out of the code; tests compare it.
generate: setup
	$(BIN)/vouch generate

lock: setup
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--no-header --quiet requirements.in -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--no-header --quiet -c requirements.txt policies/requirements.in -o policies/requirements.txt
	$(BIN)/uv pip compile --python-platform aarch64-manylinux2014 --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --quiet -c requirements.txt operations/verifier/requirements.in \
		-o operations/verifier/requirements.txt

preview up destroy: setup
	$(BIN)/python -m vouch.deploy $@ "$(STACK)"

# The folder that `pulumi policy publish` takes: the pack alone, with its own locked requirements.
pack:
	rm -rf build/pack
	mkdir -p build/pack
	cp -R policies/. build/pack/
	find build/pack -name __pycache__ -type d -prune -exec rm -rf {} +
	sed 's|virtualenv: ../.venv|virtualenv: venv|' policies/PulumiPolicy.yaml > build/pack/PulumiPolicy.yaml

# The package of continuous verification: checks, rules and their locked dependencies, the same bytes on every machine.
verifier: setup
	rm -rf build/verifier build/verifier.zip
	$(BIN)/uv pip install --quiet --require-hashes --only-binary :all: --python-version 3.11 \
		--python-platform aarch64-manylinux2014 --target build/verifier -r operations/verifier/requirements.txt
	$(BIN)/python -m operations.verifier.package build/verifier build/verifier.zip

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
