package org.ngrokd.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ngrokd.kit.cli.GoFlags;
import org.ngrokd.kit.cli.UsageException;
import org.ngrokd.server.cluster.options.ClusterOptions;
import org.ngrokd.server.cluster.options.EtcdOptions;
import org.ngrokd.streams.net.HostAndPort;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the flags for several servers mean. */
class ClusterFlagsTest {
  private static final HostAndPort HERE = new HostAndPort("10.0.0.1", 7443);

  @Command(name = "test")
  private static final class Program {
    @Mixin private final ClusterFlags flags = new ClusterFlags();
  }

  private static Optional<ClusterOptions> options(String... arguments) {
    Program program = new Program();
    var unused = GoFlags.commandLine(program).parseArgs(arguments);
    program.flags.check();
    return program.flags.options();
  }

  @Test
  void oneServerAloneNeedsNone() {
    assertThat(options()).isEmpty();
  }

  @Test
  void databaseOfAccountsNeedsTheAddressOnly() {
    assertThat(options("-cluster=postgresql", "-nodeAddr=10.0.0.1:7443"))
        .contains(new ClusterOptions(Optional.empty(), HERE));
  }

  @Test
  void etcdHasMembersACaAndAUser() {
    assertThat(
            options(
                "-cluster=etcd://a:2379,b:2380",
                "-nodeAddr=10.0.0.1:7443",
                "-clusterCa=ca.pem",
                "-clusterUser=ada:se:cret"))
        .contains(
            new ClusterOptions(
                Optional.of(
                    new EtcdOptions(
                        List.of(new HostAndPort("a", 2379), new HostAndPort("b", 2380)),
                        Optional.of(Path.of("ca.pem")),
                        "ada",
                        "se:cret")),
                HERE));
  }

  @Test
  void clientsMayBeToldWhereThisServerIs() {
    assertThat(
            options(
                "-cluster=postgresql", "-nodeAddr=10.0.0.1:7443", "-clientAddr=203.0.113.1:4443"))
        .map(ClusterOptions::clientAddr)
        .contains(Optional.of(new HostAndPort("203.0.113.1", 4443)));
  }

  @Test
  void passwordIsInNoText() {
    assertThat(
            options("-cluster=etcd://a:1", "-nodeAddr=10.0.0.1:7443", "-clusterUser=ada:secret")
                .toString())
        .contains("ada")
        .doesNotContain("secret");
    assertThatThrownBy(() -> options("-cluster=etcd://a:1", "-clusterUser=secret"))
        .isInstanceOf(UsageException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void whatIsWrongOrMissingIsTold() {
    assertWrong("-cluster needs -nodeAddr HOST:PORT", "-cluster=postgresql");
    assertWrong("is for -cluster, which is missing", "-nodeAddr=10.0.0.1:7443");
    assertWrong("-clientAddr is for -cluster, which is missing", "-clientAddr=10.0.0.1:4443");
    assertWrong("is neither postgresql nor etcd://", "-cluster=raft", "-nodeAddr=10.0.0.1:1");
    assertWrong("it has no host", "-cluster=postgresql", "-nodeAddr=:7443");
    assertWrong("no port", "-cluster=etcd://a", "-nodeAddr=10.0.0.1:1");
    assertWrong("are for etcd", "-cluster=postgresql", "-nodeAddr=10.0.0.1:1", "-clusterUser=a:b");
  }

  private static void assertWrong(String words, String... arguments) {
    assertThatThrownBy(() -> options(arguments))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(words);
  }
}
