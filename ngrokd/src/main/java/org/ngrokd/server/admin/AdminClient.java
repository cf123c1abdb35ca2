package org.ngrokd.server.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.ngrokd.kit.cli.UserException;
import org.ngrokd.kit.json.Json;
import org.ngrokd.server.state.StateDirectory;
import org.ngrokd.server.state.StateLock;
import org.ngrokd.streams.net.Failures;

/**
 * Asks the server that runs with a state directory. A connection for each question: nothing is open
 * in between. Used by one thread, which waits.
 */
public final class AdminClient {
  /** The server measures for a second, and reads files anew; more is no answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of an answer, in bytes: 10,000 tunnels are 5 MB. */
  private static final int MOST_BYTES = 256 * 1024 * 1024;

  private static final int PIECE = 64 * 1024;

  private final StateDirectory state;

  public AdminClient(StateDirectory state) {
    this.state = state;
  }

  /**
   * Asks.
   *
   * @param target path and query
   * @return what it answers, in JSON
   * @throws UserException when no server runs there, or it refuses
   */
  public byte[] ask(String method, String target) {
    Path file = AdminFile.of(state);
    try (SocketChannel socket = connect(file)) {
      String request =
          "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
              .formatted(method, target);
      ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        socket.write(bytes);
      }
      return body(readAll(socket));
    } catch (IOException e) {
      throw new UserException(
          "The ngrokd that runs with "
              + state
              + " gave no answer ("
              + Failures.oneLine(e)
              + "): it may just have stopped; its log knows more");
    }
  }

  private SocketChannel connect(Path file) throws IOException {
    try {
      return SocketChannel.open(UnixDomainSocketAddress.of(file));
    } catch (SocketException e) {
      throw noServer(file, e);
    }
  }

  private UserException noServer(Path file, IOException why) {
    boolean isForbidden =
        String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT).contains("permission denied");
    if (isForbidden) {
      return new UserException(
          "This user may not ask the ngrokd of "
              + state
              + ": run this as the user that ngrokd runs as");
    }
    Optional<String> running = StateLock.holder(state).filter(pid -> !Files.exists(file));
    return new UserException(
        running.isPresent()
            ? "The ngrokd of %s (process %s) cannot be asked: it was started with -adminSocket=false, or is just starting or stopping"
                .formatted(state, running.get())
            : "No ngrokd runs with this state directory: "
                + state
                + "; start one, or set NGROKD_HOME to the directory of the one that is meant");
  }

  private static byte[] readAll(SocketChannel socket) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    try (Selector selector = Selector.open()) {
      socket.configureBlocking(false);
      SelectionKey unused = socket.register(selector, SelectionKey.OP_READ);
      for (int read = 0; read >= 0; read = socket.read(piece.clear())) {
        all.write(piece.array(), 0, read);
        if (all.size() > MOST_BYTES) {
          throw new IOException("it answers without end");
        }
        if (read == 0 && selector.select(PATIENCE.toMillis()) == 0) {
          throw new IOException("it took too long");
        }
        selector.selectedKeys().clear();
      }
    }
    return all.toByteArray();
  }

  private static byte[] body(byte[] answer) throws IOException {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 || !text.matches("(?s)HTTP/1\\.1 [0-9]{3} .*")) {
      throw new IOException("it broke off");
    }
    byte[] body = Arrays.copyOfRange(answer, end + 4, answer.length);
    int status = Integer.parseInt(text.substring(9, 12));
    if (status >= 300) {
      throw new UserException(
          Json.read(body).get("error").text().orElse("The server answered with status " + status));
    }
    return body;
  }
}
