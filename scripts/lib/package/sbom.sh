# What is inside each program, in CycloneDX's form: Maven's plugin lists the libraries, the runtime is added. Sourced by scripts/package.

# One each beside the packages.
make_sboms() {
  has jq || { left_out SBOM jq; return; }
  # shellcheck disable=SC2086 # MAVEN_ARGS is a list of words
  (cd "$root" && quietly mvn -q -B -DskipTests ${MAVEN_ARGS:-} test-compile org.cyclonedx:cyclonedx-maven-plugin:makeBom) || exit 1
  sbom_of ngrokd ngrokd
  sbom_of ngrok ngrok-client
}

# sbom_of PROGRAM MODULE
sbom_of() {
  local vendor
  vendor=$(sed -n 's/^IMPLEMENTOR="\(.*\)"/\1/p' "$(runtime_release)")
  jq --arg version "$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$(runtime_release)")" --arg vendor "$vendor" \
    '.components += [{type: "platform", name: "OpenJDK runtime", version: $version, publisher: $vendor,
       licenses: [{expression: "GPL-2.0-only WITH Classpath-exception-2.0"}]}]' \
    "$root/$2/target/bom.json" >"$packages/$1-$version.cdx.json"
}

runtime_release() {
  local java
  java=$(readlink -f "$(command -v "$(runtime_tool java)")")
  printf '%s\n' "${java%/bin/java}/release"
}
