package org.ngrokd.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecordedClientsTest {

  @Test
  void tenClientsWereRecorded() throws Exception {
    assertThat(RecordedClients.load())
        .hasSize(10)
        .extracting(RecordedClient::name)
        .doesNotHaveDuplicates()
        .contains("ngrok 1.7 (Go)", "ngrok-c", "ngrok-php");
  }

  @Test
  void everyHeaderAnnouncesItsPayload() throws Exception {
    List<RecordedMessage> broken =
        RecordedClients.load().stream()
            .flatMap(client -> client.messages().stream())
            .filter(message -> !message.isWhole())
            .toList();

    // tgrok's recording ends after the header of its ReqTunnel.
    assertThat(broken).containsExactly(new RecordedMessage(1, 144, ""));
  }

  @Test
  void everyPayloadIsAMessage() throws Exception {
    Stream<String> types =
        RecordedClients.load().stream()
            .flatMap(client -> client.messages().stream())
            .filter(RecordedMessage::isWhole)
            .map(message -> MessageText.type(message.payload()));

    assertThat(types).containsOnly("Auth", "ReqTunnel", "RegProxy", "Ping");
  }

  @Test
  void recordsAreTheBytesThatWereSent() throws Exception {
    RecordedClient split = RecordedClients.named("ngrok 1.7 (Go)");
    RecordedClient joined = RecordedClients.named("ngrok-c");

    assertThat(split.records(2).get(0).bytes()).isEqualTo(Frames.header(77));
    assertThat(split.records(2).get(1).bytes())
        .isEqualTo(Frames.payload(OldClient.regProxy("46dd2e2d223d8b2ab1af482f3811a87e")));
    assertThat(joined.records(2).get(0).bytes())
        .isEqualTo(Frames.frame(OldClient.regProxy("9a076af8f8f49f8ab8b8bd1f7e91d3db")));
  }

  @Test
  void tlsIsThatOfTheClient() throws Exception {
    TlsOptions php = RecordedClients.named("ngrok-php").tlsOptions();
    TlsOptions original = RecordedClients.named("ngrok 1.7 (Go)").tlsOptions();

    assertThat(php).isEqualTo(TlsOptions.only("TLSv1.2").withServerName("127.0.0.1"));
    assertThat(original).isEqualTo(TlsOptions.only("TLSv1.3"));
  }

  @Test
  void notationMayHoldSeveralMessages() {
    RecordedRecord record = RecordedRecord.parse(1, "ab<2>cd<3>");

    assertThat(record.parts())
        .containsExactly(
            new Part.Text("ab"), new Part.Length(2), new Part.Text("cd"), new Part.Length(3));
  }

  @Test
  void replacingCorrectsTheHeaderInTheRecordBefore() throws Exception {
    RecordedClient client = RecordedClients.named("ngrok 1.7 (Go)").replacing("22113", "é");

    assertThat(client.records(1).get(4).bytes()).isEqualTo(Frames.header(136));
    assertThat(client.messages()).allMatch(RecordedMessage::isWhole);
    assertThat(client.messages().get(2).payload()).contains("\"RemotePort\":é}");
  }

  @Test
  void replacingCorrectsTheHeaderInTheSameRecord() throws Exception {
    RecordedClient client =
        RecordedClients.named("ngrok-c").replacing("9a076af8f8f49f8ab8b8bd1f7e91d3db", "c1");

    assertThat(client.records(2).get(0).bytes()).isEqualTo(Frames.frame(OldClient.regProxy("c1")));
    assertThat(client.messages()).allMatch(RecordedMessage::isWhole);
  }

  @Test
  void replacingFollowsAPayloadAcrossRecordsOfItsConnectionOnly() {
    RecordedClient client =
        new RecordedClient(
            "x",
            "TLSv1.2",
            Optional.empty(),
            List.of(
                RecordedRecord.parse(1, "<4>a"),
                RecordedRecord.parse(2, "<1>a"),
                RecordedRecord.parse(1, "aab<1>b")));

    List<byte[]> bytes =
        client.replacing("a", "aa").records().stream().map(RecordedRecord::bytes).toList();

    assertThat(bytes)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            RecordedRecord.parse(1, "<7>aa").bytes(),
            RecordedRecord.parse(2, "<2>aa").bytes(),
            RecordedRecord.parse(1, "aaaab<1>b").bytes());
  }

  @Test
  void unknownClientIsNamed() {
    assertThatThrownBy(() -> RecordedClients.named("curl"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no recorded client curl");
  }

  @Test
  void resourceIsRead() throws IOException {
    assertThat(RecordedClients.load().get(0).records()).hasSize(10);
  }
}
