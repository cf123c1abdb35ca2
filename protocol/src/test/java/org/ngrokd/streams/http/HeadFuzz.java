package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fuzz target: heads and bodies of requests. The first byte of the input says how the rest is cut.
 * Whatever comes, the only failure is a BadMessageException, the cuts make no difference, and a
 * head that is let in holds nothing that two programs may read in two ways.
 */
public final class HeadFuzz {
  private static final int LIMIT = 4096;
  private static final int LINES = 20;

  private HeadFuzz() {}

  /** One run of the target. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] stream = Arrays.copyOfRange(input, 1, input.length);
    List<String> whole = read(stream, Math.max(1, stream.length));
    List<String> cut = read(stream, 1 + (input[0] & 0x3f));
    check(whole.equals(cut), "cuts change the outcome: " + whole + " / " + cut);
  }

  /** What becomes of a connection's requests: a word for each. */
  private static List<String> read(byte[] stream, int piece) {
    List<String> outcome = new ArrayList<>();
    HeadReader heads = new HeadReader(LIMIT);
    ByteBuf in = Unpooled.buffer();
    @Nullable BodyScanner body = null;
    try {
      for (int from = 0; from < stream.length; from += piece) {
        in.writeBytes(stream, from, Math.min(piece, stream.length - from));
        body = step(heads, in, body, outcome);
      }
    } catch (BadMessageException e) {
      outcome.add("refused");
    } finally {
      in.release();
    }
    return outcome;
  }

  private static @Nullable BodyScanner step(
      HeadReader heads, ByteBuf in, @Nullable BodyScanner under, List<String> outcome)
      throws BadMessageException {
    @Nullable BodyScanner body = under;
    while (in.isReadable()) {
      if (body == null) {
        byte[] head = heads.read(in);
        if (head == null) {
          return null;
        }
        RequestHead request = RequestHead.parse(head, LINES);
        unambiguous(request);
        outcome.add(request.method() + " " + request.host() + " " + request.body());
        body = BodyScanner.of(request.body());
      } else {
        in.skipBytes(body.scan(in));
      }
      if (body.isDone()) {
        outcome.add("done");
        body = null;
      }
    }
    return body;
  }

  private static void unambiguous(RequestHead request) {
    String text = new String(request.bytes(), StandardCharsets.ISO_8859_1);
    check(text.endsWith("\r\n\r\n"), "no empty line at the end");
    check(text.replace("\r\n", "").chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0), text);
    HeaderLines lines = request.headers();
    check(lines.size() <= LINES && text.length() <= LIMIT, "above a limit");
    check(lines.values("Host").size() <= 1, "several hosts");
    check(lines.values("Content-Length").size() <= 1, "several lengths");
    check(
        lines.values("Transfer-Encoding").isEmpty() || lines.values("Content-Length").isEmpty(),
        "two ways to end");
    byte[] same = new HeadEdit().apply(request.bytes(), lines);
    check(Arrays.equals(same, request.bytes()), "an edit of nothing changes something");
    edited(request);
  }

  /** A head that we changed is read again as we meant it. */
  private static void edited(RequestHead request) {
    byte[] changed =
        new HeadEdit()
            .remove("X-Forwarded-For")
            .add("X-Forwarded-For", "192.0.2.1")
            .apply(request.bytes(), request.headers());
    try {
      RequestHead again = RequestHead.parse(changed, LINES + 1);
      check(again.host().equals(request.host()), "another host");
      check(again.body().equals(request.body()), "another length");
      check(
          again.headers().values("X-Forwarded-For").equals(List.of("192.0.2.1")),
          "not the visitor");
    } catch (BadMessageException e) {
      throw new AssertionError("our own head is refused", e);
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
