package org.ngrokd.streams.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A list of networks: "10.0.0.0/8", "2001:db8::/32", or single addresses. Immutable and safe from
 * any thread.
 */
public final class CidrList {
  /** No network. */
  public static final CidrList NONE = new CidrList(List.of(), List.of());

  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;

  private final List<String> texts;
  private final List<IpSubnetFilterRule> networks;

  private CidrList(List<String> texts, List<IpSubnetFilterRule> networks) {
    this.texts = List.copyOf(texts);
    this.networks = List.copyOf(networks);
  }

  /**
   * Reads networks. Bits of an address outside its network are ignored.
   *
   * @throws IllegalArgumentException with the reason, when one of them is none
   */
  public static CidrList parse(List<String> networks) {
    List<IpSubnetFilterRule> rules = new ArrayList<>();
    for (String text : networks) {
      rules.add(network(text.trim()));
    }
    return new CidrList(networks, rules);
  }

  private static IpSubnetFilterRule network(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
    if (parsed == null || address.indexOf('%') >= 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an IP address or a network as 10.0.0.0/8");
    }
    int bits = parsed.getAddress().length == 4 ? IPV4_BITS : IPV6_BITS;
    int prefix = slash < 0 ? bits : prefix(text, text.substring(slash + 1), bits);
    return new IpSubnetFilterRule(parsed, prefix, IpFilterRuleType.ACCEPT);
  }

  private static int prefix(String text, String digits, int bits) {
    int prefix = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException(
          "'" + text + "': the part behind the slash is not a number, 0 to " + bits);
    }
    return prefix;
  }

  /** As they were written. */
  public List<String> texts() {
    return texts;
  }

  public boolean isEmpty() {
    return networks.isEmpty();
  }

  /** Whether one of the networks has this address. */
  public boolean contains(InetAddress address) {
    InetSocketAddress peer = new InetSocketAddress(address, 0);
    return networks.stream().anyMatch(network -> network.matches(peer));
  }

  /** Whether these are the same networks, as they were written. */
  public boolean hasSame(CidrList other) {
    return Set.copyOf(texts).equals(Set.copyOf(other.texts));
  }

  @Override
  public String toString() {
    return String.join(", ", texts);
  }
}
