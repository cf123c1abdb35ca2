package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fuzz target: replies of local services. The first byte of the input says how the rest is cut and
 * what was asked. Whatever comes, the only failure is a BadMessageException, the cuts make no
 * difference, and what passes is written so that the next program reads it in one way: passed on
 * once more, it stays as it is.
 */
public final class ReplyFuzz {
  private static final int LIMIT = 4096;
  private static final List<String> METHODS = List.of("GET", "HEAD", "CONNECT", "GET");

  private ReplyFuzz() {}

  /**
   * What became of a reply.
   *
   * @param passed what was passed on, one byte in each character
   * @param end whether it has ended, goes on, or was refused
   */
  record Outcome(String passed, String end) {}

  /** One run of the target. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 0) {
      byte[] reply = Arrays.copyOfRange(input, 1, input.length);
      check(reply, METHODS.get((input[0] & 0xff) >> 6), 1 + (input[0] & 0x3f));
    }
  }

  static void check(byte[] reply, String method, int piece) {
    RequestHead request = request(method);
    Outcome whole = passedOn(reply, Math.max(1, reply.length), request);
    Outcome cut = passedOn(reply, piece, request);
    check(whole.equals(cut), "cuts change the outcome: " + whole + " / " + cut);
    if (!whole.end().equals("refused")) {
      byte[] passed = whole.passed().getBytes(StandardCharsets.ISO_8859_1);
      Outcome again = passedOn(passed, Math.max(1, passed.length), request);
      check(again.equals(whole), "what passed is changed again: " + whole + " / " + again);
    }
  }

  private static RequestHead request(String method) {
    String target = method.equals("CONNECT") ? "a:443" : "/";
    String text = method + " " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
    try {
      return RequestHead.parse(text.getBytes(StandardCharsets.ISO_8859_1), 10);
    } catch (BadMessageException e) {
      throw new AssertionError(e);
    }
  }

  private static Outcome passedOn(byte[] stream, int piece, RequestHead request) {
    Passing passing = new Passing(request);
    ByteBuf in = Unpooled.buffer();
    try {
      for (int from = 0; from < stream.length && !passing.isOver; from += piece) {
        in.writeBytes(stream, from, Math.min(piece, stream.length - from));
        passing.read(in);
      }
    } catch (BadMessageException e) {
      return new Outcome(passing.passed.toString(), "refused");
    } finally {
      in.release();
    }
    return new Outcome(passing.passed.toString(), passing.isOver ? "ended" : "goes on");
  }

  /** One reply on its way. */
  private static final class Passing {
    final RequestHead request;
    final ReplyHeads heads = new ReplyHeads(LIMIT);
    final StringBuilder passed = new StringBuilder();
    @Nullable PassingBody body;
    boolean isOver;

    Passing(RequestHead request) {
      this.request = request;
    }

    void read(ByteBuf in) throws BadMessageException {
      while (in.isReadable() && !isOver) {
        if (body == null) {
          readHead(in);
        } else {
          body.pass(in, this::pass);
          isOver = body.isDone();
        }
      }
    }

    private void readHead(ByteBuf in) throws BadMessageException {
      byte[] bytes = heads.read(in);
      if (heads.isOther()) {
        body = PassingBody.ofReply(BodyLength.UNTIL_CLOSE);
        pass(heads.other());
      }
      if (bytes == null) {
        return;
      }
      ResponseHead head = ResponseHead.parse(bytes, request);
      unambiguous(head);
      passed.append(new String(head.bytes(), StandardCharsets.ISO_8859_1));
      if (!head.isInterim()) {
        body = PassingBody.ofReply(head.body());
        isOver = body.isDone();
      }
    }

    private void pass(ByteBuf bytes) {
      passed.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
  }

  private static void unambiguous(ResponseHead head) {
    String text = new String(head.bytes(), StandardCharsets.ISO_8859_1);
    check(text.endsWith("\r\n\r\n"), "no empty line at the end");
    check(text.replace("\r\n", "").chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0), text);
    check(text.indexOf("\r\n\r\n") == text.length() - 4, "two heads in one");
    check(!text.contains("\r\n ") && !text.contains("\r\n\t"), "a folded line");
    HeaderLines lines = head.headers();
    check(lines.values("Content-Length").size() <= 1, "several lengths");
    check(lines.values("Transfer-Encoding").size() <= 1 || !isChunked(head), "several codings");
    check(
        lines.find("Transfer-Encoding") < 0 || lines.find("Content-Length") < 0, "two ways to end");
    check(head.body().bytes() >= 0, "negative length");
  }

  private static boolean isChunked(ResponseHead head) {
    return head.body().equals(BodyLength.CHUNKED);
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
