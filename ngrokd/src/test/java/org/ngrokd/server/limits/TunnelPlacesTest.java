package org.ngrokd.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ngrokd.server.limits.FloodLimits.Tunnels;

class TunnelPlacesTest {
  private static final long HEAP = 256L * 1024 * 1024;

  private final LimitCounters counters = new LimitCounters();

  private TunnelGate gate(int perClient, int total, int descriptors) {
    return new TunnelGate(
        new Tunnels(perClient, total), descriptors, HEAP, new FloodReports(counters));
  }

  private static AddressBlock address(String ip) throws UnknownHostException {
    return AddressBlock.of(InetAddress.getByName(ip));
  }

  @Test
  void clientHasSoManyTunnelsAndOneThatClosesMakesRoom() throws Exception {
    TunnelPlaces client = gate(2, 0, 1_000).client(address("203.0.113.1"));
    assertThat(client.refusal(false)).isEmpty();
    assertThat(client.refusal(true)).isEmpty();

    assertThat(client.refusal(false))
        .contains(
            "This server allows a client 2 tunnels (its -maxTunnelsPerClient), each protocol counts:"
                + " close some first");
    client.closed(true);
    assertThat(client.refusal(false)).isEmpty();
    assertThat(counters.count(Limit.CLIENT_TUNNELS)).isEqualTo(1);
  }

  @Test
  void addressHasAQuarterOfAllHoweverManyClientsItIs() throws Exception {
    TunnelGate gate = gate(0, 8, 1_000);
    for (int i = 0; i < 2; i++) {
      assertThat(gate.client(address("203.0.113.1")).refusal(false)).isEmpty();
    }

    assertThat(gate.client(address("203.0.113.1")).refusal(false).orElse(""))
        .contains("8 in all and 2 for one address (its -maxTunnels)");
    assertThat(gate.client(address("203.0.113.2")).refusal(false)).isEmpty();
    assertThat(counters.count(Limit.TUNNELS)).isEqualTo(1);
  }

  @Test
  void portsLeaveDescriptorsForOthers() throws Exception {
    TunnelGate gate = gate(0, 0, 64); // 8 ports, 2 for an address
    TunnelPlaces one = gate.client(address("203.0.113.1"));
    assertThat(one.refusal(true)).isEmpty();
    assertThat(one.refusal(true)).isEmpty();

    assertThat(one.refusal(true).orElse("")).contains("no public port left for your address");
    assertThat(one.refusal(false)).as("a name takes none").isEmpty();
    one.closed(true);
    assertThat(one.refusal(true)).isEmpty();
    assertThat(counters.count(Limit.TCP_PORTS)).isEqualTo(1);
  }

  @Test
  void whatWasRefusedTakesNothing() throws Exception {
    TunnelGate gate = gate(0, 4, 1_000);
    TunnelPlaces one = gate.client(address("203.0.113.1"));
    assertThat(one.refusal(true)).isEmpty();
    for (int i = 0; i < 100; i++) {
      assertThat(one.refusal(true)).isPresent();
    }

    for (String other : List.of("203.0.113.2", "203.0.113.3", "203.0.113.4")) {
      assertThat(gate.client(address(other)).refusal(true)).isEmpty();
    }
  }

  @Test
  void settingsHaveSoMuchMemoryForAClientAndInAll() throws Exception {
    TunnelGate gate = gate(0, 0, 1_000);
    int clients = 0;
    String refusal = "";
    while (refusal.isEmpty() && clients < 100) {
      TunnelPlaces client = gate.client(address("203.0.113." + clients));
      refusal = client.hold(TunnelPlaces.MOST_SETTINGS).orElse("");
      assertThat(refusal.isEmpty() ? client.hold(1).orElse("") : "for one client")
          .contains("for one client");
      clients++;
    }

    assertThat(refusal).startsWith("The settings of all tunnels take as much memory");
    assertThat(gate.settings()).isEqualTo(HEAP / 8);
  }
}
