package org.ngrokd.client.siege;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All attacks, in the order in which they are made. A limit without one here is not a limit. */
final class Attacks {
  private Attacks() {}

  static List<Attack> all() {
    List<Attack> all = new ArrayList<>();
    all.addAll(byStrangers());
    all.addAll(byTools());
    all.addAll(byTenants());
    all.addAll(onClients());
    return all;
  }

  /** Who needs neither a token nor a tunnel of its own. */
  private static List<Attack> byStrangers() {
    return List.of(
        new UnfinishedHeads(false),
        new UnfinishedHeads(true),
        new MuteService(MuteService.Behind.REQUESTS, false),
        new MuteService(MuteService.Behind.BODY, false),
        new MuteService(MuteService.Behind.REQUESTS, true),
        new MuteService(MuteService.Behind.BODY, true),
        new StalledReaders(),
        new SilentClients(),
        new LongVersions(),
        new MadeUpTokens(),
        new OwnPages(OwnPages.Kind.HALF_BODIES),
        new OwnPages(OwnPages.Kind.STALLED_READERS),
        new OwnPages(OwnPages.Kind.STRANGE_COOKIES),
        new SshStrangers(SshStrangers.Kind.SILENT),
        new SshStrangers(SshStrangers.Kind.HALF),
        new SshPasswords(),
        new Junk(),
        new ConnectionFlood(),
        new SlowSenders(SlowSenders.Kind.HEADS),
        new SlowSenders(SlowSenders.Kind.BODIES),
        new SlowSenders(SlowSenders.Kind.HELLOS),
        new ManyNames(),
        new IdleWebSockets(),
        new Smuggling(),
        new LeavingVisitors(),
        new ForgedTrailers(),
        new NamelessVisitors(),
        new UnreadLog(),
        new UnreadEvents(),
        new QueryFlood());
  }

  /** Outside tools, where they are installed. */
  private static List<Attack> byTools() {
    if (!SlowHttpTest.isThere()) {
      System.out.println("slowhttptest is not installed, its attacks are left out.");
      return List.of();
    }
    return Arrays.stream(SlowHttpTest.Mode.values()).<Attack>map(SlowHttpTest::new).toList();
  }

  /** Who has a token. */
  private static List<Attack> byTenants() {
    List<Attack> all =
        new ArrayList<>(
            List.of(
                new RepeatedProtocols(),
                new HeavySettings(),
                new ServiceStates(),
                new LateProxies(),
                new TinyWrites(),
                new TinyData(),
                new BehindRefusals(),
                new MuteTunnel(),
                new ReconnectStorm(),
                new StolenNames()));
    for (SshFlood.Kind kind : SshFlood.Kind.values()) {
      all.add(new SshFlood(kind));
    }
    for (MuxFlood.Kind kind : MuxFlood.Kind.values()) {
      all.add(new MuxFlood(kind));
    }
    return all;
  }

  /** Upon a client: by visitors, by whoever reaches its page, by its server. */
  private static List<Attack> onClients() {
    List<Attack> all =
        new ArrayList<>(
            List.of(
                new SlowReaders(),
                new UnreadCompressed(),
                new NestedXml(),
                new PageExports(),
                new HugeArchive(),
                new OddPageRequests(),
                new Escapes(),
                new ProxiesWithoutEnd()));
    for (ServerFlood.Kind kind : ServerFlood.Kind.values()) {
      all.add(new ServerFlood(kind));
    }
    return all;
  }
}
