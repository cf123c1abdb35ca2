package org.ngrokd.protocol.testing;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * The other end of one connection, played line by line: send this, expect that (after OkHttp's
 * MockHttp2Peer). Used by one thread at a time; closing it closes the connection.
 *
 * <p>An expectation waits at most 25 s unless it is told otherwise, and fails with one block of
 * text: what was expected and which records came.
 */
public final class ScriptedPeer implements AutoCloseable {

  /** Longer than any honest answer takes, shorter than the test's own limit. */
  public static final Duration PATIENCE = Duration.ofSeconds(25);

  private final TlsRecordSocket socket;
  private final Duration patience;

  public ScriptedPeer(TlsRecordSocket socket) {
    this(socket, PATIENCE);
  }

  /** A peer with another default timeout. */
  public ScriptedPeer(TlsRecordSocket socket, Duration patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /** The connection itself, for what has no line here. */
  public TlsRecordSocket socket() {
    return socket;
  }

  /** Header and payload in a record each: Go's client, and every server. */
  public void sendSplit(String json) throws IOException {
    byte[] payload = Frames.payload(json);
    socket.writeRecord(Frames.header(payload.length));
    socket.writeRecord(payload);
  }

  /** Header and payload in one record: most other clients. */
  public void sendJoined(String json) throws IOException {
    socket.writeRecord(Frames.frame(json));
  }

  /** All messages in one record. */
  public void sendMerged(String... jsons) throws IOException {
    socket.writeRecord(Frames.frames(jsons));
  }

  /** One message in as many records as there are cuts, and one more; a cut counts frame bytes. */
  public void sendCut(String json, int... cuts) throws IOException {
    byte[] frame = Frames.frame(json);
    int from = 0;
    for (int cut : cuts) {
      socket.writeRecord(Arrays.copyOfRange(frame, from, cut));
      from = cut;
    }
    socket.writeRecord(Arrays.copyOfRange(frame, from, frame.length));
  }

  /** Every byte of one message in a record of its own. */
  public void sendByteByByte(String json) throws IOException {
    for (byte value : Frames.frame(json)) {
      socket.writeRecord(new byte[] {value});
    }
  }

  /** Only the first {@code count} bytes of one message, in one record. */
  public void truncate(String json, int count) throws IOException {
    socket.writeRecord(Arrays.copyOf(Frames.frame(json), count));
  }

  /** The next message, which must come as a server sends it: a record of header, one of payload. */
  public String expectSplitMessage() throws IOException {
    Expectation expectation =
        expectation("a header in a record of 8 bytes, then its payload in one record");
    byte[] header = expectation.record();
    if (header.length != Frames.HEADER_LENGTH) {
      throw expectation.failure("the first record is not a header alone");
    }
    byte[] payload = expectation.record();
    long announced = Frames.announcedLength(header);
    if (payload.length != announced) {
      throw expectation.failure("the header announced " + announced + " bytes");
    }
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** The next message, which must come as our client sends it: one record, nothing else in it. */
  public String expectJoinedMessage() throws IOException {
    Expectation expectation = expectation("one record of a header and its payload");
    byte[] frame = expectation.record();
    if (frame.length <= Frames.HEADER_LENGTH) {
      throw expectation.failure("the record holds no header with a payload");
    }
    long announced = Frames.announcedLength(frame);
    int payload = frame.length - Frames.HEADER_LENGTH;
    if (payload != announced) {
      throw expectation.failure(
          "the header announced %d bytes, %d follow it".formatted(announced, payload));
    }
    return new String(frame, Frames.HEADER_LENGTH, payload, StandardCharsets.UTF_8);
  }

  /** The next message in whatever records it comes; for tests about something else. */
  public String expectMessage() throws IOException {
    long announced = Frames.announcedLength(socket.readFully(Frames.HEADER_LENGTH, patience));
    if (announced < 1 || announced > 1 << 20) {
      throw new AssertionError("expected a message, came a header that announces " + announced);
    }
    return new String(socket.readFully((int) announced, patience), StandardCharsets.UTF_8);
  }

  /** Raw bytes of a joined proxy connection, in whatever records they come. */
  public void expectStream(String text) throws IOException {
    byte[] wanted = Frames.payload(text);
    byte[] came = socket.readFully(wanted.length, patience);
    if (!Arrays.equals(came, wanted)) {
      throw new AssertionError(
          "expected the stream %s, came: %s"
              .formatted(Printable.record(wanted), Printable.record(came)));
    }
  }

  /** Neither a record nor an end within {@code quiet}. */
  public void expectNothing(Duration quiet) throws IOException {
    Expectation expectation =
        new Expectation(socket, "nothing for " + quiet.toMillis() + " ms", quiet);
    try {
      boolean ended = expectation.recordOrEnd().isEmpty();
      throw expectation.failure(ended ? "the connection ended" : "a record came");
    } catch (SocketTimeoutException e) {
      if (socket.unfinishedBytes() > 0) {
        throw expectation.failure("part of a record came");
      }
    }
  }

  /** {@link #expectClosed(Duration)} within 25 s. */
  public Ending expectClosed() throws IOException {
    return expectClosed(patience);
  }

  /**
   * The peer stops sending and sends nothing before that. Says how; after a close_notify the TCP
   * connection may still be open, see {@link #expectTcpClosed}.
   */
  public Ending expectClosed(Duration timeout) throws IOException {
    Expectation expectation = new Expectation(socket, "the end of the connection", timeout);
    try {
      if (expectation.recordOrEnd().isPresent()) {
        throw expectation.failure("a record came");
      }
    } catch (SocketTimeoutException e) {
      throw expectation.failure("it is still open after " + timeout.toMillis() + " ms");
    }
    return socket.ending();
  }

  /** As {@link #expectClosed(Duration)}, and the TCP connection ends too. */
  public Ending expectTcpClosed(Duration timeout) throws IOException {
    Ending ending = expectClosed(timeout);
    if (ending == Ending.CLOSE_NOTIFY || ending == Ending.FATAL_ALERT) {
      socket.readToTcpEnd(timeout);
    }
    return ending;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Expectation expectation(String wanted) {
    return new Expectation(socket, wanted, patience);
  }
}
