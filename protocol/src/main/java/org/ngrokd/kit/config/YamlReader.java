package org.ngrokd.kit.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ngrokd.kit.config.YamlNode.Mapping;
import org.ngrokd.kit.config.YamlNode.Scalar;
import org.ngrokd.kit.config.YamlNode.Sequence;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML into {@link YamlNode}s, as 1.7's reader does: blanks may be tabs, {@code &name} and
 * {@code *name} share values, and {@code <<} takes over the keys of another group.
 */
public final class YamlReader {
  private final String file;

  /** What was read, so that a shared value is one; null while a group is being read. */
  private final IdentityHashMap<Node, @Nullable YamlNode> known = new IdentityHashMap<>();

  private YamlReader(String file) {
    this.file = file;
  }

  /**
   * Reads the first document.
   *
   * @param file its name, for errors
   * @throws ConfigException when it is not YAML, or a key stands twice in one group
   */
  public static YamlNode read(String file, String text) {
    Node root;
    try {
      root = YamlTabs.asBlanks(text, YamlReader::composed);
    } catch (YAMLException e) {
      throw new ConfigException(file + ":" + line(e) + ": not YAML: " + YamlProblem.of(e));
    }
    return root == null ? new Mapping(1, Map.of()) : new YamlReader(file).node(root, line(root));
  }

  private static @Nullable Node composed(String text) {
    LoaderOptions options = new LoaderOptions();
    Composer composer =
        new Composer(
            new ParserImpl(new StreamReader(new StringReader(text)), options),
            new Resolver(),
            options);
    return composer.checkNode() ? composer.getNode() : null;
  }

  /** Where the parser stumbled, which may be below the last thing that it understood. */
  private static int line(YAMLException e) {
    return e instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null
        ? yaml.getProblemMark().getLine() + 1
        : 1;
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  /**
   * What a node says.
   *
   * @param line a value is reported on its key's line
   */
  private YamlNode node(Node node, int line) {
    if (node instanceof ScalarNode scalar) {
      return new Scalar(line, scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue());
    }
    if (known.containsKey(node)) {
      YamlNode shared = known.get(node);
      if (shared == null) {
        throw new ConfigException(file + ":" + line(node) + ": this holds itself");
      }
      return shared;
    }
    known.put(node, null);
    YamlNode read =
        node instanceof MappingNode mapping ? mapping(mapping) : sequence((SequenceNode) node);
    known.put(node, read);
    return read;
  }

  /** In the order of the file, as Go's reader: a later {@code <<} wins over an earlier key. */
  private Mapping mapping(MappingNode node) {
    Map<String, YamlNode> values = new LinkedHashMap<>();
    Map<String, Integer> written = new LinkedHashMap<>();
    for (NodeTuple entry : node.getValue()) {
      int line = line(entry.getKeyNode());
      if (entry.getKeyNode().getTag().equals(Tag.MERGE)) {
        merge(entry.getValueNode(), line, values);
      } else {
        String key = key(entry.getKeyNode());
        if (written.put(key, line) != null) {
          throw new ConfigException(
              file + ":" + line + ": the key '" + key + "' stands here twice; remove one");
        }
        values.put(key, node(entry.getValueNode(), line));
      }
    }
    return new Mapping(line(node), values);
  }

  private String key(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new ConfigException(
        file + ":" + line(node) + ": a group or a list stands where a key should; expected a text");
  }

  /** Of several groups the first wins. */
  private void merge(Node node, int line, Map<String, YamlNode> into) {
    List<Node> groups =
        node instanceof SequenceNode list ? List.copyOf(list.getValue()) : List.of(node);
    ListIterator<Node> backwards = groups.listIterator(groups.size());
    while (backwards.hasPrevious()) {
      if (!(node(backwards.previous(), line) instanceof Mapping group)) {
        throw new ConfigException(
            file + ":" + line + ": '<<' takes a group of keys, or a list of groups");
      }
      into.putAll(group.values());
    }
  }

  private Sequence sequence(SequenceNode node) {
    List<YamlNode> values = new ArrayList<>();
    for (Node value : node.getValue()) {
      values.add(node(value, line(value)));
    }
    return new Sequence(line(node), values);
  }
}
