package org.ngrokd.server.acme.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the examples of hooks call, with programs in place of the providers' own. */
class ExampleHooksTest {
  private static final Path EXAMPLES = Path.of("../docs/examples/acme-dns");
  private static final String NAME = "_acme-challenge.tunnels.example.com";

  @TempDir Path directory;

  @BeforeEach
  void jqIsThere() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/jq")), "jq is not installed");
  }

  /** Notes what it is called with, and tells of two records. */
  private void program(String name, String records) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve(name),
            """
            #!/bin/sh
            echo "%s $*" >> "%s"
            echo '%s'
            """
                .formatted(name, directory.resolve("calls"), records));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private List<String> calls(String script, Map<String, String> environment, String action)
      throws IOException, InterruptedException {
    Files.deleteIfExists(directory.resolve("calls"));
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", EXAMPLES.resolve(script).toString(), action, NAME, "-mine");
    builder.environment().putAll(environment);
    builder.environment().put("PATH", directory + ":" + System.getenv("PATH"));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).describedAs(said).isZero();
    return Files.readAllLines(directory.resolve("calls"));
  }

  @Test
  void alibabaCloud() throws Exception {
    program(
        "aliyun",
        "{\"DomainRecords\": {\"Record\": [{\"RecordId\": \"7\", \"Value\": \"other\"},"
            + " {\"RecordId\": \"8\", \"Value\": \"-mine\"}]}}");
    Map<String, String> environment = Map.of("DNS_ZONE", "example.com");

    assertThat(calls("aliyun.sh", environment, "present"))
        .containsExactly(
            "aliyun alidns AddDomainRecord --DomainName example.com --RR"
                + " _acme-challenge.tunnels --Type TXT --Value=-mine");
    assertThat(calls("aliyun.sh", environment, "cleanup"))
        .containsExactly(
            "aliyun alidns DescribeSubDomainRecords --SubDomain "
                + NAME
                + " --Type TXT --PageSize 500",
            "aliyun alidns DeleteDomainRecord --RecordId 8");
  }

  @Test
  void tencentCloud() throws Exception {
    program(
        "tccli",
        "{\"RecordList\": [{\"RecordId\": 7, \"Value\": \"other\"},"
            + " {\"RecordId\": 8, \"Value\": \"-mine\"}]}");
    Map<String, String> environment = Map.of("DNS_ZONE", "example.com");

    assertThat(calls("dnspod.sh", environment, "present"))
        .containsExactly(
            "tccli dnspod CreateRecord --Domain example.com --SubDomain _acme-challenge.tunnels"
                + " --RecordType TXT --RecordLine 默认 --Value=-mine");
    assertThat(calls("dnspod.sh", environment, "cleanup"))
        .containsExactly(
            "tccli dnspod DescribeRecordList --Domain example.com --Subdomain"
                + " _acme-challenge.tunnels --RecordType TXT --ErrorOnEmpty no",
            "tccli dnspod DeleteRecord --Domain example.com --RecordId 8");
  }

  @Test
  void cloudflareWithoutItsTokenOnACommandLine() throws Exception {
    program(
        "curl",
        "{\"result\": [{\"id\": \"7\", \"content\": \"other\"},"
            + " {\"id\": \"8\", \"content\": \"\\\"-mine\\\"\"}]}");
    Map<String, String> environment =
        Map.of("CLOUDFLARE_API_TOKEN", "hush", "CLOUDFLARE_ZONE_ID", "z1");
    String records = "https://api.cloudflare.com/client/v4/zones/z1/dns_records";

    List<String> present = calls("cloudflare.sh", environment, "present");
    List<String> cleanup = calls("cloudflare.sh", environment, "cleanup");

    assertThat(String.join("", present))
        .contains("\"content\":\"\\\"-mine\\\"\"")
        .endsWith(" " + records)
        .doesNotContain("hush");
    assertThat(cleanup).hasSize(2).noneMatch(call -> call.contains("hush"));
    assertThat(cleanup.get(0)).endsWith(records + "?type=TXT&name=" + NAME + "&per_page=100");
    assertThat(cleanup.get(1)).endsWith("--request DELETE " + records + "/8");
  }
}
