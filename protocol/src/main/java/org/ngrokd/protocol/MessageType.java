package org.ngrokd.protocol;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The nine messages of 1.7, and ours, by their name on the wire. The codec switches on it. */
public enum MessageType {
  AUTH("Auth", Message.Auth.class),
  AUTH_RESP("AuthResp", Message.AuthResp.class),
  REQ_TUNNEL("ReqTunnel", Message.ReqTunnel.class),
  CLOSE_TUNNEL("CloseTunnel", Message.CloseTunnel.class),
  CLOSED("Closed", Message.Closed.class),
  HOMES("Homes", Message.Homes.class),
  MOVE("Move", Message.Move.class),
  MOVED("Moved", Message.Moved.class),
  SERVICE_STATE("ServiceState", Message.ServiceState.class),
  NEW_TUNNEL("NewTunnel", Message.NewTunnel.class),
  REQ_PROXY("ReqProxy", Message.ReqProxy.class),
  REG_PROXY("RegProxy", Message.RegProxy.class),
  START_PROXY("StartProxy", Message.StartProxy.class),
  PING("Ping", Message.Ping.class),
  PONG("Pong", Message.Pong.class);

  private static final Map<String, MessageType> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(MessageType::wireName, Function.identity()));
  private static final Map<Class<? extends Message>, MessageType> BY_RECORD =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(type -> type.record, Function.identity()));

  private final String wireName;
  private final Class<? extends Message> record;

  MessageType(String wireName, Class<? extends Message> record) {
    this.wireName = wireName;
    this.record = record;
  }

  /** The value of {@code Type} on the wire. */
  public String wireName() {
    return wireName;
  }

  /** The type with this name; names are matched exactly, as the original does. */
  public static Optional<MessageType> named(String wireName) {
    return Optional.ofNullable(BY_NAME.get(wireName));
  }

  /** The type of this message. */
  public static MessageType of(Message message) {
    MessageType type = BY_RECORD.get(message.getClass());
    if (type == null) {
      throw new IllegalArgumentException("no wire name for " + message.getClass());
    }
    return type;
  }
}
