package org.ngrokd.server.teams.site;

import java.util.List;

/**
 * Settings of the server that are in force, a part of them.
 *
 * @param name of the part
 */
public record Settings(String name, List<Item> items) {
  /**
   * One of them.
   *
   * @param value for people; secrets are masked
   */
  public record Item(String key, String value) {}
}
