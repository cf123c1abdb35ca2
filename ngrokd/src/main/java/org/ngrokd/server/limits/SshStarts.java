package org.ngrokd.server.limits;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.ngrokd.streams.net.PeerAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many may be on their way in by ssh: agreeing on keys is work, which strangers cause. As
 * OpenSSH's MaxStartups 30:30:100 and PerSourceMaxStartups 10: of an address so many at a time; of
 * all, beyond a number, some are turned away by chance, and beyond another all. Whoever is turned
 * away may try again at once. Safe from any thread.
 */
public final class SshStarts {
  static final int EACH = 10;
  static final int SOME = 30;
  static final int ALL = 100;
  private static final double FIRST_CHANCE = 0.3;

  private static final AttributeKey<Runnable> PLACE =
      AttributeKey.valueOf(SshStarts.class, "place");
  private static final Logger LOG = LoggerFactory.getLogger(SshStarts.class);

  private final PlacesByAddress places = new PlacesByAddress(EACH);
  private final Places all = new Places(ALL);
  private final FloodReports reports;
  private final DoubleSupplier chance;

  /**
   * @param chance from 0 to 1, evenly
   */
  public SshStarts(FloodReports reports, DoubleSupplier chance) {
    this.reports = reports;
    this.chance = chance;
  }

  /** Lets a new connection begin, or closes it. */
  public boolean admit(Channel client) {
    Runnable place = take(client);
    if (place == null) {
      if (reports.reached(Limit.SSH_STARTS, PeerAddress.ip(client))) {
        LOG.warn(
            "Refused (peer {}): too many have not said yet who they are; {} of an address may, and"
                + " {} in all",
            PeerAddress.of(client),
            EACH,
            ALL);
      }
      client.config().setOption(ChannelOption.SO_LINGER, 0);
      client.close().addListener(closed -> {});
      return false;
    }
    client.attr(PLACE).set(place);
    client.closeFuture().addListener(closed -> place.run());
    return true;
  }

  private @Nullable Runnable take(Channel client) {
    Places.Place place = mayTry() ? all.take() : null;
    if (place == null) {
      return null;
    }
    AddressBlock address = AddressBlock.of(PeerAddress.socketAddress(client));
    Runnable each = address == null ? () -> {} : places.take(address);
    if (each == null) {
      place.leave();
      return null;
    }
    return () -> {
      each.run();
      place.leave();
    };
  }

  private boolean mayTry() {
    int taken = all.taken();
    double refused =
        taken < SOME
            ? 0
            : FIRST_CHANCE + (1 - FIRST_CHANCE) * (taken - SOME) / (double) (ALL - SOME);
    return chance.getAsDouble() >= refused;
  }

  /** It is known who this is. */
  public static void identified(Channel client) {
    Runnable place = client.attr(PLACE).getAndSet(null);
    if (place != null) {
      place.run();
    }
  }
}
