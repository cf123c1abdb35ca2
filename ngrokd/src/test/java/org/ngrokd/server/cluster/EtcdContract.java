package org.ngrokd.server.cluster;

import org.ngrokd.server.cluster.engine.Engine;
import org.ngrokd.server.cluster.engine.Held;
import org.ngrokd.server.cluster.engine.NodeCard;
import org.ngrokd.server.cluster.etcd.EtcdEngine;
import org.ngrokd.server.testing.OwnEtcd;

/** What an engine has to do, at an etcd of the test's own. */
abstract class EtcdContract extends EngineContract {
  /** The one of the class. */
  abstract OwnEtcd members();

  @Override
  Engine open() {
    return EtcdEngine.at(members().options());
  }

  @Override
  void stop() {
    members().stop();
  }

  @Override
  void goOn() {
    members().goOn();
  }

  @Override
  void kill() {
    members().kill();
  }

  @Override
  void restart() {
    members().begin();
  }

  /** Each has a revision, which is the epoch of its names. */
  @Override
  long transactions(NodeCard node) {
    try (Engine engine = open()) {
      return engine.list("http://").join().stream()
          .filter(held -> held.node().equals(node.id()))
          .map(Held::epoch)
          .distinct()
          .count();
    }
  }
}
