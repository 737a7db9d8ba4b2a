#!/usr/bin/env bash
# Builds a kustomize folder (the example by default) with the components for Prometheus and OIDC, and checks it against Kubernetes'
# schemas and our own rules.
# Exits with 77 if a tool is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-deploy/kubernetes/example}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/bilheteria
cannot() { echo "$1" >&2; exit 77; }

kustomize_version=v5.8.1
if command -v kustomize >/dev/null; then kustomize=$(command -v kustomize)
else
  kustomize=$cache/kustomize-$kustomize_version/kustomize
  if [ ! -x "$kustomize" ]; then
    command -v go >/dev/null || cannot 'kustomize is missing, and so is Go to build it'
    GOBIN=$(dirname "$kustomize") go install "sigs.k8s.io/kustomize/kustomize/v5@$kustomize_version" >&2 ||
      cannot 'kustomize could not be downloaded'
  fi
fi

schemas_version=1.37.0
python=$cache/kubernetes-validate-$schemas_version
if [ ! -x "$python/bin/kubernetes-validate" ]; then
  command -v python3 >/dev/null || cannot 'Python is missing'
  { python3 -m venv "$python" && "$python/bin/pip" install --quiet "kubernetes-validate==$schemas_version"; } >&2 ||
    cannot 'the schemas could not be downloaded'
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/all"
cat >"$work/all/kustomization.yaml" <<END
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: ['$(realpath --relative-to "$work/all" "$folder")']
components:
  - '$(realpath --relative-to "$work/all" deploy/kubernetes/prometheus)'
  - '$(realpath --relative-to "$work/all" deploy/kubernetes/providers)'
END
"$kustomize" build "$work/all" >"$work/all.yaml"
# The schemas have no custom resources, such as the Prometheus operator's.
"$kustomize" build "$folder" >"$work/built.yaml"
# The oldest version that has everything we use, and a new one. With --strict an unknown field is an error.
valid() {
  for version in 1.30 1.37; do
    "$python/bin/kubernetes-validate" --strict -k "$version" "$1" >"$work/said" 2>&1 ||
      { grep -v ' passed for ' "$work/said"; return 1; }
  done
}
valid "$work/built.yaml"
sed 's/readinessProbe:/readinesProbe:/' "$work/built.yaml" >"$work/broken.yaml"
if valid "$work/broken.yaml" >/dev/null; then echo 'the schemas accept an unknown field'; exit 1; fi
node deploy/check-kubernetes.mjs <"$work/all.yaml"
