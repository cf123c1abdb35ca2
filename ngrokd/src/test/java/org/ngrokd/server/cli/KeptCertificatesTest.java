package org.ngrokd.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ngrokd.server.Main;
import org.ngrokd.server.acme.keep.CertificateKeep.Kept;
import org.ngrokd.server.acme.keep.FileKeep;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.testing.TestIdentities;
import picocli.CommandLine;

/** {@code ngrokd certs list|renew|revoke}, and what {@code ngrokd certs} was before. */
class KeptCertificatesTest {
  @TempDir private Path home;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private FileKeep keep;

  @BeforeEach
  void open() {
    keep = FileKeep.in(StateDirectory.at(home));
  }

  private int run(String... arguments) {
    CommandLine line = Main.commandLine(Map.of("NGROKD_HOME", home.toString()));
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  private void has(String... names) {
    Instant now = Instant.now();
    keep.put(new Kept(names[0], TestIdentities.of(now, now.plus(Duration.ofDays(90)), names), now));
  }

  @Test
  void allAreListed() {
    has("*.example.net", "example.net");
    has("a.example.org");

    assertThat(run("certs", "list")).isZero();

    assertThat(out.toString().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("*.example.net  ECDSA  until ")
        .contains("(89 days left)", "names: *.example.net, example.net", "Issuer of tests");
  }

  @Test
  void thatThereIsNoneIsSaid() {
    assertThat(run("certs", "list")).isZero();
    assertThat(out).hasToString("No certificate came from a CA yet" + System.lineSeparator());
  }

  @Test
  void renewalIsLeftToTheServer() {
    has("a.example.net");

    assertThat(run("certs", "renew", "A.example.net")).isZero();

    assertThat(keep.takeAsked()).containsExactly("a.example.net");
  }

  @Test
  void nameThatIsNotKeptIsToldOf() {
    assertThat(run("certs", "renew", "b.example.net")).isEqualTo(1);
    assertThat(run("certs", "revoke", "b.example.net")).isEqualTo(1);

    assertThat(err.toString().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("'ngrokd certs list' shows all"));
    assertThat(keep.takeAsked()).isEmpty();
  }

  @Test
  void caThatIsAwayRevokesNothing() {
    has("a.example.net");

    assertThat(
            run("certs", "revoke", "a.example.net", "-acmeServer", "https://127.0.0.1:1/directory"))
        .isEqualTo(1);

    assertThat(err.toString()).contains("The certificate of a.example.net is as good as before: ");
    assertThat(keep.find("a.example.net")).hasSize(1);
  }

  @Test
  void makingOnesOwnStillNeedsToBeToldWhat() {
    assertThat(run("certs")).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required option: '--domain=NAME'");
    assertThat(run("certs", "-domain", "example.net", "-out", home.resolve("o").toString()))
        .isZero();
  }
}
