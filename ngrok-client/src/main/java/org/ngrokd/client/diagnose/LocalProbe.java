package org.ngrokd.client.diagnose;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.ngrokd.client.config.LocalAddress;
import org.ngrokd.client.config.TunnelConfig;
import org.ngrokd.client.diagnose.Diagnosis.Step;
import org.ngrokd.client.diagnose.Diagnosis.StepException;
import org.ngrokd.streams.net.Failures;
import org.ngrokd.streams.net.HostAndPort;

/** Whether the local service of a tunnel listens. */
record LocalProbe(String tunnel, LocalAddress address) implements Step {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(5).toMillis();

  /** One for each local service of a tunnel. */
  static List<Step> of(TunnelConfig tunnel) {
    return tunnel.locals().stream()
        .<Step>map(address -> new LocalProbe(tunnel.name(), address))
        .toList();
  }

  @Override
  public String name() {
    return "local";
  }

  @Override
  public String take() throws StepException {
    try {
      if (address instanceof LocalAddress.Files) {
        return "%s: %s can be read".formatted(tunnel, knock());
      }
      return "%s: something listens at %s".formatted(tunnel, knock());
    } catch (IOException e) {
      throw new StepException(
          "%s: %s does not answer: %s. Start the service, or correct the address; until then visitors see that it is down"
              .formatted(tunnel, address, Failures.oneLine(e)));
    }
  }

  private String knock() throws IOException {
    if (address instanceof LocalAddress.Files files) {
      try (var entries = Files.newDirectoryStream(files.directory())) {
        return address + (entries.iterator().hasNext() ? "" : ", which is empty");
      }
    }
    if (address instanceof LocalAddress.Unix unix) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(unix.path()));
        return address.toString();
      }
    }
    if (address instanceof LocalAddress.Tls tls) {
      return knock(tls.address(), tls.isAnyLoopback());
    }
    LocalAddress.Tcp tcp = (LocalAddress.Tcp) address;
    return knock(tcp.address(), tcp.isAnyLoopback());
  }

  private static String knock(HostAndPort at, boolean isAnyLoopback) throws IOException {
    try {
      return knock(at);
    } catch (IOException e) {
      if (!isAnyLoopback) {
        throw e;
      }
      try {
        return knock(new HostAndPort("::1", at.port()));
      } catch (IOException alike) {
        throw e;
      }
    }
  }

  private static String knock(HostAndPort at) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(at.host(), at.port()), TIMEOUT_MILLIS);
      return at.toString();
    }
  }
}
