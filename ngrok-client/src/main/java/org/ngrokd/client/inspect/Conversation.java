package org.ngrokd.client.inspect;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.http.BadMessageException;
import org.ngrokd.streams.http.DialogueListener;
import org.ngrokd.streams.http.HeaderLines;
import org.ngrokd.streams.http.HttpDialogue;
import org.ngrokd.streams.http.RequestHead;
import org.ngrokd.streams.http.ResponseHead;

/**
 * Follows the requests and replies of one connection and tells the exchanges what it sees. The
 * bytes stay the caller's. Confined to the event loop of the connection.
 */
final class Conversation {
  /** What following takes in memory while nothing has come: objects, and queues that grew. */
  static final long OVERHEAD = 1536;

  /** A head that is whole becomes lines: for a moment it is there twice. */
  private static final int COPIES = 2;

  private static final String NO_MEMORY = "there is no memory to follow it any more";

  private final OpenExchanges open;
  private final CaptureMemory.Account memory;
  private final HttpDialogue dialogue = HttpDialogue.watching(new Listening());
  private final HeldBytes held = new HeldBytes();
  private @Nullable EventStream events;
  private @Nullable Upgraded upgraded;
  private boolean asksWebSocket; // the request that was read last
  private boolean isLost;
  private boolean isDeaf; // to the visitor
  private long charged; // for what is held, in bytes

  private Conversation(Recorder recorder, CaptureMemory.Account memory) {
    this.open = new OpenExchanges(recorder);
    this.memory = memory;
  }

  /** Follows from now on; null when there is no memory to do so. */
  static @Nullable Conversation begin(Recorder recorder) {
    CaptureMemory.Account memory = recorder.account();
    return memory.test(OVERHEAD) ? new Conversation(recorder, memory) : null;
  }

  void fromVisitor(ByteBuf bytes) {
    if (!isLost && !isDeaf) {
      offer(bytes.slice());
      charge();
    }
  }

  /** What cannot be read before an upgrade is answered is held. */
  private void offer(ByteBuf bytes) {
    dialogue.fromVisitor(bytes);
    if (bytes.isReadable() && !isLost && !held.add(bytes)) {
      endRequests("the visitor sent too much before the upgrade was answered");
    }
  }

  void fromService(ByteBuf bytes) {
    if (!isLost) {
      dialogue.fromService(bytes.slice());
      charge();
    }
  }

  /** Takes memory for what is held now, or gives back what is held no more. */
  private void charge() {
    long heads = (long) dialogue.requestMemory() + dialogue.replyMemory();
    long now = COPIES * heads + held.memory();
    if (now != charged && !isLost) {
      if (memory.test(now - charged)) {
        charged = now;
      } else {
        lost(NO_MEMORY);
      }
    }
  }

  void visitorFinished() {
    dialogue.visitorFinished();
  }

  /** A reply may end with its connection. */
  void serviceFinished() {
    if (upgraded != null) {
      endUpgrade(upgraded::finish);
    } else if (!isLost) {
      dialogue.serviceFinished();
    }
    if (!open.areAnswered()) {
      lost("the service gave no reply");
    }
  }

  /** Nothing more will come. */
  void broken(String reason) {
    Upgraded left = upgraded;
    if (left != null) {
      endUpgrade(() -> left.broken(reason));
    }
    lost(reason);
  }

  private void endUpgrade(Runnable end) {
    Exchange exchange = open.answered(); // null when it has ended before
    if (exchange != null) {
      open.telling(exchange, end);
    }
  }

  /** Whether all is answered, so that the next byte begins a request. */
  boolean isIdle() {
    return open.areAnswered()
        && open.arriving() == null
        && upgraded == null
        && !dialogue.isRequestHeadUnderWay();
  }

  /** Whether it makes no sense to look at more. */
  boolean isLost() {
    return isLost || (isDeaf && open.areAnswered());
  }

  /** Gives all memory back, whatever state things are in; nothing is told any more. */
  void release() {
    if (!open.areAnswered() || open.arriving() != null) {
      lost("it was not followed to its end"); // what is under way holds memory
    }
    isLost = true;
    if (upgraded != null) {
      upgraded.close();
    }
    endEvents();
    memory.close();
  }

  private void endEvents() {
    if (events != null) {
      events.close();
      events = null;
    }
  }

  private void lost(String reason) {
    isLost = true;
    open.endAll(reason);
  }

  /** No further request can be read; replies to those that were are still to come. */
  private void endRequests(String reason) {
    isDeaf = true;
    Exchange arriving = open.arrived();
    Exchange last = dialogue.isDeciding() ? open.last() : arriving;
    held.clear();
    if (last != null) {
      open.end(last, reason);
    }
  }

  /** What is told of the dialogue. */
  private final class Listening implements DialogueListener {
    @Override
    public void requestBegan(RequestHead head) {
      if (isLost) {
        return;
      }
      asksWebSocket = head.headers().hasWord("Upgrade", "websocket");
      if (!open.begin(SeenRequest.of(head))) {
        lost(NO_MEMORY);
      }
    }

    @Override
    public void requestBody(ByteBuf bytes) {
      Exchange exchange = open.arriving();
      if (exchange != null) {
        reading(bytes, exchange::requestBody);
      } else {
        bytes.release();
      }
    }

    @Override
    public void requestEnded(HeaderLines trailers) {
      Exchange exchange = open.arrived();
      if (exchange != null) {
        open.telling(exchange, () -> exchange.requestEnded(Header.listOf(trailers)));
      }
    }

    @Override
    public void requestMalformed(BadMessageException e) {
      if (!isLost) {
        endRequests("the request is malformed: " + e.reason());
      }
    }

    @Override
    public void requestCut() {
      if (open.arriving() != null) {
        endRequests("the visitor ended before the request was whole");
      }
    }

    @Override
    public void visitorBytes(ByteBuf bytes) {
      if (upgraded != null) {
        reading(bytes, upgraded::fromVisitor);
      } else {
        bytes.release();
      }
    }

    @Override
    public void interim(ResponseHead head) {
      Exchange exchange = open.first();
      if (exchange != null) {
        exchange.interim(head.status());
      }
    }

    @Override
    public void replyBegan(ResponseHead head) {
      Exchange exchange = open.first();
      if (exchange == null) {
        return;
      }
      exchange.replied(SeenReply.of(head));
      events = isEventStream(head) ? new EventStream(memory, exchange::frame) : null;
      if (head.opensTunnel()) {
        leave(exchange, head);
      }
    }

    private void leave(Exchange exchange, ResponseHead head) {
      if (exchange.isOver()) { // it broke before: what was sent cannot be known
        lost("the connection left HTTP");
      } else {
        Upgraded next = new Upgraded(exchange, asksWebSocket, head, memory);
        upgraded = next;
        held.take(next::fromVisitor);
      }
    }

    /** Where HTTP goes on, what was held behind the request is HTTP too. */
    @Override
    public void decided(boolean leavesHttp) {
      if (!leavesHttp && !isLost) {
        held.take(Conversation.this::offer);
      }
    }

    @Override
    public void replyBody(ByteBuf bytes) {
      Exchange exchange = open.first();
      if (exchange != null) {
        reading(
            bytes,
            each -> {
              exchange.replyBody(each);
              if (events != null) {
                events.read(each);
              }
            });
      } else {
        bytes.release();
      }
    }

    @Override
    public void replyEnded(HeaderLines trailers) {
      Exchange exchange = open.answered();
      endEvents();
      if (exchange != null) {
        open.telling(exchange, () -> exchange.replyEnded(Header.listOf(trailers)));
      }
    }

    @Override
    public void replyMalformed(BadMessageException e, boolean isBegun) {
      lost("the reply is malformed: " + e.reason());
    }

    @Override
    public void replyCut() {
      Exchange exchange = open.first();
      if (exchange != null) {
        open.end(exchange, "the reply broke off");
      }
    }

    @Override
    public void foreignBytes(ByteBuf bytes) {
      bytes.release();
      lost("the reply is malformed: it is no HTTP/1");
    }

    @Override
    public void unaskedBytes(ByteBuf bytes) {
      bytes.release();
      if (!isIdle()) { // else it is not looked at, as it is when it comes a moment later
        lost("a reply that nobody asked for");
      }
    }

    @Override
    public void serviceBytes(ByteBuf bytes) {
      if (upgraded != null) {
        reading(bytes, upgraded::fromService);
      } else {
        bytes.release();
      }
    }
  }

  private static void reading(ByteBuf bytes, Consumer<ByteBuf> reader) {
    try {
      reader.accept(bytes);
    } finally {
      bytes.release();
    }
  }

  private static boolean isEventStream(ResponseHead head) {
    String type = head.headers().value("Content-Type");
    return type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")
        && head.headers().find("Content-Encoding") < 0;
  }
}
