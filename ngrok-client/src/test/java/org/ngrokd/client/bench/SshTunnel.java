package org.ngrokd.client.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ngrokd.client.testing.Daemon;
import org.ngrokd.protocol.testing.FreePort;

/** {@code ssh -R} to an OpenSSH server of its own: what people use who have nothing else. */
final class SshTunnel implements Contender {
  private final Daemon sshd;
  private final Daemon ssh;
  private final int tcp;

  private SshTunnel(Daemon sshd, Daemon ssh, int tcp) {
    this.sshd = sshd;
    this.ssh = ssh;
    this.tcp = tcp;
  }

  static SshTunnel start(Path directory, Origin origin) throws IOException, InterruptedException {
    Path hostKey = key(directory.resolve("host"));
    Path userKey = key(directory.resolve("user"));
    Files.createDirectories(Path.of("/run/sshd"));
    int port = FreePort.tcp();
    Path config = directory.resolve("sshd.conf");
    Files.writeString(
        config,
        """
        ListenAddress 127.0.0.1:%d
        HostKey %s
        AuthorizedKeysFile %s.pub
        PidFile none
        StrictModes no
        UsePAM no
        PasswordAuthentication no
        PermitRootLogin prohibit-password
        AllowTcpForwarding yes
        """
            .formatted(port, hostKey, userKey));
    Daemon sshd =
        Daemon.start(
            directory.resolve("sshd.out"),
            List.of("/usr/sbin/sshd", "-D", "-e", "-f", config.toString()));
    sshd.awaitPort(port);
    int tcp = FreePort.tcp();
    Daemon ssh =
        Daemon.start(
            directory.resolve("ssh.out"),
            List.of(
                "ssh",
                "-N",
                "-F",
                "none",
                "-i",
                userKey.toString(),
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "ExitOnForwardFailure=yes",
                "-p",
                Integer.toString(port),
                "-R",
                "127.0.0.1:" + tcp + ":127.0.0.1:" + origin.port(),
                "127.0.0.1"));
    return new SshTunnel(sshd, ssh.awaitPort(tcp), tcp);
  }

  private static Path key(Path file) throws IOException, InterruptedException {
    if (!Files.exists(file)) {
      Process made =
          new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString())
              .inheritIO()
              .start();
      if (!made.waitFor(30, TimeUnit.SECONDS) || made.exitValue() != 0) {
        throw new IOException("ssh-keygen failed");
      }
    }
    return file;
  }

  @Override
  public String name() {
    return "ssh -R";
  }

  @Override
  public Optional<Target> target(Load load) {
    return load.isTcp() ? Optional.of(new Target(tcp, "localhost")) : Optional.empty();
  }

  /** The server forks for its session. */
  @Override
  public List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(sshd.handle(), ssh.handle()), sshd.handle().descendants())
        .toList();
  }

  @Override
  public void close() {
    ssh.close();
    sshd.close();
  }
}
