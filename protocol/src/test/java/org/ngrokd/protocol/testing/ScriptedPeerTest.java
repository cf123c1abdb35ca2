package org.ngrokd.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
class ScriptedPeerTest {

  private static final String PING = "{\"Type\":\"Ping\",\"Payload\":{}}";
  private static final String PONG = "{\"Type\":\"Pong\",\"Payload\":{}}";

  private final PeerPair pair;
  private final ScriptedPeer client;
  private final ScriptedPeer server;

  ScriptedPeerTest(String protocol) throws Exception {
    pair = PeerPair.connect(TlsOptions.only(protocol));
    client = pair.clientPeer();
    server = pair.serverPeer();
  }

  @AfterEach
  void close() throws Exception {
    pair.close();
  }

  @Test
  void splitMessageIsSplit() throws Exception {
    server.sendSplit(PING);
    server.sendSplit(PONG);

    assertThat(client.expectSplitMessage()).isEqualTo(PING);
    assertThat(client.expectSplitMessage()).isEqualTo(PONG);
  }

  @Test
  void joinedMessageIsJoined() throws Exception {
    client.sendJoined(PING);
    client.sendJoined(PONG);

    assertThat(server.expectJoinedMessage()).isEqualTo(PING);
    assertThat(server.expectJoinedMessage()).isEqualTo(PONG);
  }

  @Test
  void splitMessageIsNotJoined() throws Exception {
    client.sendSplit(PING);

    assertThatThrownBy(server::expectJoinedMessage)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            script failed: the record holds no header with a payload
              expected: one record of a header and its payload
              ending: OPEN
              records that came:
                #1 8 bytes "\\x1c\\x00\\x00\\x00\\x00\\x00\\x00\\x00"
                #2 28 bytes "{"Type":"Ping","Payload":{}}"
            """);
  }

  @Test
  void joinedMessageIsNotSplit() throws Exception {
    server.sendJoined(PING);

    assertThatThrownBy(client::expectSplitMessage)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            script failed: the first record is not a header alone
              expected: a header in a record of 8 bytes, then its payload in one record
              ending: OPEN
              records that came:
                #1 36 bytes "\\x1c\\x00\\x00\\x00\\x00\\x00\\x00\\x00{"Type":"Ping","Payload":{}}"
            """);
  }

  @Test
  void mergedMessagesAreNotSplit() throws Exception {
    server.sendMerged(PING, PONG);

    assertThatThrownBy(client::expectSplitMessage)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the first record is not a header alone")
        .hasMessageContaining("#1 72 bytes");
  }

  @Test
  void mergedMessagesAreNotJoined() throws Exception {
    client.sendMerged(PING, PONG);

    assertThatThrownBy(server::expectJoinedMessage)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the header announced 28 bytes, 64 follow it")
        .hasMessageContaining("#1 72 bytes");
  }

  @Test
  void payloadInTwoRecordsIsNeither() throws Exception {
    server.sendCut(PING, 8, 20);
    assertThatThrownBy(client::expectSplitMessage)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the header announced 28 bytes")
        .hasMessageContaining("#2 12 bytes \"{\"Type\":\"Pin\"")
        .hasMessageContaining("#3 16 bytes");

    client.sendCut(PING, 20);
    assertThatThrownBy(server::expectJoinedMessage)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the header announced 28 bytes, 12 follow it");
  }

  @Test
  void payloadThatSharesItsRecordWithStreamBytesIsNotSplit() throws Exception {
    server.socket().writeRecord(Frames.header(28));
    server.socket().writeRecord(PING + "GET / HTTP/1.1");

    assertThatThrownBy(client::expectSplitMessage)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("#2 42 bytes \"{\"Type\":\"Ping\",\"Payload\":{}}GET / HTTP/1.1\"");
  }

  @Test
  void messageIsReadHoweverItCame() throws Exception {
    client.sendByteByByte(PING);
    client.sendMerged(PONG, PING);
    client.sendSplit(PONG);
    client.socket().writeRecord("stream");

    assertThat(server.expectMessage()).isEqualTo(PING);
    assertThat(server.expectMessage()).isEqualTo(PONG);
    assertThat(server.expectMessage()).isEqualTo(PING);
    assertThat(server.expectMessage()).isEqualTo(PONG);
    server.expectStream("stream");
  }

  @Test
  void hostileHeaderIsNoMessage() throws Exception {
    client.socket().writeRecord(Frames.header(-1));

    assertThatThrownBy(server::expectMessage)
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected a message, came a header that announces -1");
  }

  @Test
  void truncatedMessageIsNoMessage() throws Exception {
    client.truncate(PING, 30);
    assertThatThrownBy(server::expectJoinedMessage)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the header announced 28 bytes, 22 follow it");

    server.truncate(PING, 8);
    ScriptedPeer impatient = new ScriptedPeer(pair.client(), PeerPair.SHORT);
    assertThatThrownBy(impatient::expectSplitMessage)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nothing more came within 100 ms")
        .hasMessageContaining("#1 8 bytes");
  }

  @Test
  void otherStreamIsAFailure() throws Exception {
    client.socket().writeRecord("strom!");

    assertThatThrownBy(() -> server.expectStream("stream"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected the stream 6 bytes \"stream\", came: 6 bytes \"strom!\"");
  }

  @Test
  void nothingIsNothing() throws Exception {
    server.expectNothing(PeerPair.SHORT);
    client.expectNothing(PeerPair.SHORT);
  }

  @Test
  void recordIsNotNothing() throws Exception {
    client.sendJoined(PING);

    assertThatThrownBy(() -> server.expectNothing(ScriptedPeer.PATIENCE))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a record came\n  expected: nothing for 25000 ms")
        .hasMessageContaining("#1 36 bytes");
  }

  @Test
  void endIsNotNothing() throws Exception {
    client.socket().sendCloseNotify();

    assertThatThrownBy(() -> server.expectNothing(ScriptedPeer.PATIENCE))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the connection ended\n  expected: nothing for 25000 ms")
        .hasMessageContaining("ending: CLOSE_NOTIFY");
  }

  @Test
  void endInsteadOfAMessageIsAFailure() throws Exception {
    client.socket().reset();

    assertThatThrownBy(server::expectJoinedMessage)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the connection ended")
        .hasMessageContaining("ending: RESET\n  records that came:\n    none");
  }

  @Test
  void closedSaysHow() throws Exception {
    server.socket().sendCloseNotify();
    assertThat(client.expectClosed()).isEqualTo(Ending.CLOSE_NOTIFY);

    client.socket().reset();
    assertThat(server.expectClosed()).isEqualTo(Ending.RESET);
  }

  @Test
  void tcpEndIsAnEndWithoutCloseNotify() throws Exception {
    server.close();

    assertThat(client.expectTcpClosed(ScriptedPeer.PATIENCE)).isEqualTo(Ending.TCP_END);
  }

  @Test
  void openIsNotClosed() throws Exception {
    assertThatThrownBy(() -> server.expectClosed(PeerPair.SHORT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("it is still open after 100 ms");
  }

  @Test
  void dataBeforeTheEndIsAFailure() throws Exception {
    client.sendJoined(PING);
    client.socket().sendCloseNotify();

    assertThatThrownBy(server::expectClosed)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a record came\n  expected: the end of the connection");
  }

  @Test
  void closeNotifyAloneIsNoTcpEnd() throws Exception {
    server.socket().sendCloseNotify();
    assertThat(client.expectClosed()).isEqualTo(Ending.CLOSE_NOTIFY);
    assertThatThrownBy(() -> client.expectTcpClosed(PeerPair.SHORT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected the end of the TCP connection");

    server.close();

    assertThat(client.expectTcpClosed(ScriptedPeer.PATIENCE)).isEqualTo(Ending.CLOSE_NOTIFY);
  }
}
