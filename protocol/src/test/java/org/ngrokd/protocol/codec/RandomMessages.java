package org.ngrokd.protocol.codec;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.ngrokd.protocol.Message;
import org.ngrokd.protocol.MessageType;

/** Messages of every type with fields of any characters that UTF-8 can carry. */
final class RandomMessages {
  private static final int LONGEST_TEXT = 30;

  private static final List<MessageType> TYPES = List.of(MessageType.values());

  private RandomMessages() {}

  static Message next(Random random) {
    MessageType type = TYPES.get(random.nextInt(TYPES.size()));
    return switch (type) {
      case AUTH ->
          new Message.Auth(
              text(random),
              text(random),
              text(random),
              text(random),
              text(random),
              text(random),
              text(random),
              texts(random));
      case AUTH_RESP ->
          new Message.AuthResp(
              text(random), text(random), text(random), text(random), texts(random));
      case REQ_TUNNEL ->
          new Message.ReqTunnel(
              text(random),
              text(random),
              text(random),
              text(random),
              text(random),
              random.nextInt(65_536));
      case NEW_TUNNEL ->
          new Message.NewTunnel(text(random), text(random), text(random), text(random));
      case REQ_PROXY -> new Message.ReqProxy();
      case REG_PROXY -> new Message.RegProxy(text(random));
      case START_PROXY -> new Message.StartProxy(text(random), text(random), random.nextBoolean());
      case CLOSED -> new Message.Closed(text(random), text(random));
      case HOMES -> new Message.Homes(text(random), texts(random), random.nextBoolean());
      case MOVE -> new Message.Move();
      case MOVED -> new Message.Moved();
      case SERVICE_STATE -> new Message.ServiceState(text(random), random.nextBoolean());
      case CLOSE_TUNNEL -> new Message.CloseTunnel(text(random));
      case PING -> new Message.Ping();
      case PONG -> new Message.Pong();
    };
  }

  private static List<String> texts(Random random) {
    return Stream.generate(() -> text(random)).limit(random.nextInt(3)).toList();
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(LONGEST_TEXT);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(codePoint(random));
    }
    return text.toString();
  }

  private static int codePoint(Random random) {
    int largest = random.nextInt(4) == 0 ? Character.MAX_CODE_POINT : 0x7f;
    int any = random.nextInt(largest + 1);
    boolean half = any >= Character.MIN_SURROGATE && any <= Character.MAX_SURROGATE;
    return half ? '?' : any;
  }
}
