package org.ngrokd.client.install;

import java.util.List;

/** What starts services on a machine, and starts them again. Immutable. */
public interface InitSystem {
  /** Its name, for people and for {@code -init}. */
  String name();

  /** Whether it can run services of one person. */
  default boolean hasUsers() {
    return true;
  }

  /** The file that it needs. */
  ServiceFile file(ServiceSpec service);

  /** The commands of an action, for installing behind the writing of the file. */
  List<List<String>> commands(ServiceAction action, ServiceSpec service);

  /** Commands once the file is gone. */
  default List<List<String>> afterRemoval(ServiceSpec service) {
    return List.of();
  }

  /** What people have to know beside. */
  default List<String> hints(ServiceSpec service) {
    return List.of();
  }
}
