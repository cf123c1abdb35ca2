package org.ngrokd.server.handover;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.streams.net.Failures;

/** Asks a server that runs to start its own successor, and waits until that has taken over. */
public final class ReplaceRequest {
  private ReplaceRequest() {}

  /**
   * Asks the one of a state directory.
   *
   * @return the successor's process id
   * @throws UserException with the reason, when the server goes on as it is
   */
  public static String send(StateDirectory directory) {
    Path socket = directory.file(HandoverSocket.FILE);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap((Words.REPLACE + "\n").getBytes(StandardCharsets.UTF_8)));
      return outcome(line(channel));
    } catch (IOException | UnsupportedOperationException e) {
      throw new UserException(
          "No ngrokd that could be replaced answers at %s: %s. It needs the same NGROKD_HOME and the same user as this"
              .formatted(socket, Failures.oneLine(e)));
    }
  }

  private static String outcome(String line) {
    if (line.startsWith(Words.DONE + " ")) {
      return line.substring(Words.DONE.length() + 1);
    }
    if (line.startsWith(Words.FAILED + " ")) {
      throw new UserException(
          "The ngrokd that runs was not replaced: " + line.substring(Words.FAILED.length() + 1));
    }
    throw new UserException("The ngrokd that runs ended before it was replaced; look at its log");
  }

  /** Up to the end of the line, or of all. */
  private static String line(SocketChannel channel) throws IOException {
    StringBuilder line = new StringBuilder();
    ByteBuffer bytes = ByteBuffer.allocate(1024);
    while (line.indexOf("\n") < 0 && channel.read(bytes) >= 0) {
      bytes.flip();
      line.append(StandardCharsets.UTF_8.decode(bytes));
      bytes.clear();
    }
    return line.toString().trim();
  }
}
