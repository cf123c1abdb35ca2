package org.ngrokd.streams.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Notes what it hears, a line for each event; pieces of a body are joined. */
final class Heard implements DialogueListener {
  private final List<String> lines = new ArrayList<>();
  private Runnable whenDecided = () -> {};
  private String open = "";

  /** Has something done as soon as what waits can be read. */
  void whenDecided(Runnable work) {
    whenDecided = work;
  }

  private void add(String line) {
    lines.add(line);
    open = "";
  }

  private void addBytes(String kind, ByteBuf bytes) {
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    bytes.release();
    if (open.equals(kind)) {
      lines.set(lines.size() - 1, lines.get(lines.size() - 1) + text);
    } else {
      lines.add(kind + text);
    }
    open = kind;
  }

  private static String trailers(HeaderLines trailers) {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < trailers.size(); line++) {
      text.append(" (").append(trailers.name(line)).append(": ");
      text.append(trailers.value(line)).append(')');
    }
    return text.toString();
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** What was heard of one of the two, whose order with the other's events may differ. */
  List<String> linesOf(char direction) {
    return lines.stream().filter(line -> line.charAt(0) == direction).toList();
  }

  @Override
  public void requestBegan(RequestHead head) {
    add("> " + head.method() + " " + head.target());
  }

  @Override
  public void requestBody(ByteBuf bytes) {
    addBytes("> body ", bytes);
  }

  @Override
  public void requestEnded(HeaderLines trailers) {
    add("> ended" + trailers(trailers));
  }

  @Override
  public void requestMalformed(BadMessageException e) {
    add("> malformed: " + e.reason());
  }

  @Override
  public void requestCut() {
    add("> cut");
  }

  @Override
  public void visitorBytes(ByteBuf bytes) {
    addBytes("> bytes ", bytes);
  }

  @Override
  public void interim(ResponseHead head) {
    add("< interim " + head.status());
  }

  @Override
  public void replyBegan(ResponseHead head) {
    add("< " + head.status());
  }

  @Override
  public void replyBody(ByteBuf bytes) {
    addBytes("< body ", bytes);
  }

  @Override
  public void replyEnded(HeaderLines trailers) {
    add("< ended" + trailers(trailers));
  }

  @Override
  public void replyMalformed(BadMessageException e, boolean isBegun) {
    add("< malformed" + (isBegun ? " within a reply: " : ": ") + e.reason());
  }

  @Override
  public void replyCut() {
    add("< cut");
  }

  @Override
  public void foreignBytes(ByteBuf bytes) {
    addBytes("< foreign ", bytes);
  }

  @Override
  public void unaskedBytes(ByteBuf bytes) {
    addBytes("< unasked ", bytes);
  }

  @Override
  public void serviceBytes(ByteBuf bytes) {
    addBytes("< bytes ", bytes);
  }

  @Override
  public void decided(boolean leavesHttp) {
    add(leavesHttp ? "- leaves HTTP" : "- goes on with HTTP");
    whenDecided.run();
  }
}
