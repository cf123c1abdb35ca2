package org.ngrokd.client.moving;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ngrokd.kit.config.ConfigException;
import org.ngrokd.kit.config.YamlNode;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.moving.ForeignFile;
import org.ngrokd.kit.moving.ForeignKeys;

/**
 * The groups of a frpc file, whichever form it has.
 *
 * @param common what is not of a proxy
 * @param visitors of stcp and the like
 */
record FrpcFile(ForeignKeys common, List<ForeignKeys> proxies, List<ForeignKeys> visitors) {
  private static final String COMMON = "common";
  private static final String RANGE = "range:";
  private static final int MOST_OF_A_RANGE = 1000;

  static FrpcFile of(ForeignFile file) {
    if (file.isIni()) {
      return ofIni(file);
    }
    ForeignKeys common = ForeignKeys.of(file.root());
    return new FrpcFile(common, common.takeGroups("proxies"), common.takeGroups("visitors"));
  }

  private static FrpcFile ofIni(ForeignFile file) {
    Mapping none = new Mapping(1, Map.of());
    List<ForeignKeys> proxies = new ArrayList<>();
    List<ForeignKeys> visitors = new ArrayList<>();
    Mapping common = none;
    for (Map.Entry<String, YamlNode> section : file.root().values().entrySet()) {
      String name = section.getKey();
      Mapping values = section.getValue() instanceof Mapping mapping ? mapping : none;
      if (name.equals(COMMON)) {
        common = values;
      } else if (text(values, "role").equals("visitor")) {
        visitors.add(keys(values, name));
      } else if (name.startsWith(RANGE)) {
        proxies.addAll(range(file.name(), name.substring(RANGE.length()), values));
      } else {
        proxies.add(keys(values, name));
      }
    }
    return new FrpcFile(ForeignKeys.of(common, LegacyKeys::ofCommon), proxies, visitors);
  }

  private static ForeignKeys keys(Mapping section, String name) {
    Map<String, YamlNode> values = new LinkedHashMap<>(section.values());
    values.put("name", new Scalar(section.line(), name));
    values.remove("role");
    return ForeignKeys.of(new Mapping(section.line(), values), LegacyKeys::ofProxy);
  }

  /** One for each port. */
  private static List<ForeignKeys> range(String file, String name, Mapping section) {
    List<Integer> local = ports(text(section, "local_port"));
    List<Integer> remote = ports(text(section, "remote_port"));
    if (local.isEmpty() || local.size() != remote.size()) {
      throw new ConfigException(
          "%s:%d: local_port and remote_port of a range name as many ports, 1 to %d, each 1 to 65535"
              .formatted(file, section.line(), MOST_OF_A_RANGE));
    }
    List<ForeignKeys> proxies = new ArrayList<>();
    for (int i = 0; i < local.size(); i++) {
      Map<String, YamlNode> values = new LinkedHashMap<>(section.values());
      values.put("local_port", new Scalar(section.line(), String.valueOf(local.get(i))));
      values.put("remote_port", new Scalar(section.line(), String.valueOf(remote.get(i))));
      proxies.add(keys(new Mapping(section.line(), values), name + "_" + i));
    }
    return proxies;
  }

  /** Of "6010-6020,6022"; none when that is no list of ports. */
  private static List<Integer> ports(String text) {
    List<Integer> ports = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] ends = part.strip().split("-", -1);
      if (ends.length > 2 || !ends[0].matches("[0-9]{1,5}")) {
        return List.of();
      }
      String last = ends[ends.length - 1];
      int from = Integer.parseInt(ends[0]);
      int to = last.matches("[0-9]{1,5}") ? Integer.parseInt(last) : -1;
      if (from < 1 || to < from || to > 65535 || ports.size() + to - from >= MOST_OF_A_RANGE) {
        return List.of();
      }
      for (int port = from; port <= to; port++) {
        ports.add(port);
      }
    }
    return ports;
  }

  private static String text(Mapping section, String key) {
    return section.values().get(key) instanceof Scalar scalar ? scalar.text() : "";
  }
}
