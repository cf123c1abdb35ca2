package org.ngrokd.server.cluster.check;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.ngrokd.server.cluster.check.Plan.Fault;

/** Makes the faults of a plan happen, and undoes them. Used by one thread. */
final class Nemesis {
  private final Site site;
  private final History history;

  private record Turn(long atMillis, Fault fault, boolean isEnd) {}

  Nemesis(Site site, History history) {
    this.site = site;
    this.history = history;
  }

  /** Done when the last one is undone. */
  void run(List<Fault> plan) throws IOException, InterruptedException {
    PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparingLong(Turn::atMillis));
    for (Fault each : plan) {
      turns.add(new Turn(each.atMillis(), each, false));
    }
    long began = history.now();
    for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
      TimeUnit.NANOSECONDS.sleep(began + turn.atMillis() * 1_000_000 - history.now());
      if (turn.isEnd()) {
        end(turn.fault());
      } else {
        long at = history.now();
        begin(turn.fault());
        long until = Math.max(turn.fault().endMillis(), (history.now() - began) / 1_000_000);
        turns.add(new Turn(until, turn.fault(), true));
        history.add(
            new Event.Fault(
                turn.fault().kind().words(),
                turn.fault().target(),
                at,
                at + turn.fault().lengthMillis() * 1_000_000));
      }
    }
  }

  private void begin(Fault fault) throws IOException, InterruptedException {
    switch (fault.kind()) {
      case NODE_KILLED -> site.node(fault.one()).kill();
      case NODE_STOPPED -> site.node(fault.one()).signal("STOP");
      case NODE_RESTARTED -> site.node(fault.one()).terminate();
      case ENGINE_KILLED -> site.engine().kill(fault.one());
      case ENGINE_STOPPED -> site.engine().stop(fault.one());
      case NODE_HELD_FROM_ENGINE -> site.engine(fault.one(), Gate.State.HELD);
      case NODE_CUT_FROM_ENGINE -> site.engine(fault.one(), Gate.State.CUT);
      case NODES_HELD_APART -> site.peers(fault.one(), fault.other(), Gate.State.HELD);
      case NODES_CUT_APART -> site.peers(fault.one(), fault.other(), Gate.State.CUT);
      case CLOCK_OF_NODE, CLOCK_OF_ENGINE -> set(fault, fault.seconds());
    }
  }

  private void end(Fault fault) throws IOException, InterruptedException {
    switch (fault.kind()) {
      case NODE_KILLED, NODE_RESTARTED -> site.node(fault.one()).start();
      case NODE_STOPPED -> site.node(fault.one()).signal("CONT");
      case ENGINE_KILLED -> site.engine().begin(fault.one());
      case ENGINE_STOPPED -> site.engine().goOn(fault.one());
      case NODE_HELD_FROM_ENGINE, NODE_CUT_FROM_ENGINE -> site.engine(fault.one(), Gate.State.OPEN);
      case NODES_HELD_APART, NODES_CUT_APART ->
          site.peers(fault.one(), fault.other(), Gate.State.OPEN);
      case CLOCK_OF_NODE, CLOCK_OF_ENGINE -> set(fault, 0);
    }
  }

  private void set(Fault fault, int seconds) throws IOException {
    var clock =
        fault.kind() == Plan.Kind.CLOCK_OF_NODE
            ? site.node(fault.one()).clock()
            : site.engine().clock();
    if (clock.isPresent()) {
      clock.get().set(seconds);
    }
  }
}
