package org.ngrokd.server.teams.signin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ngrokd.kit.web.Answer;
import org.ngrokd.kit.web.PageConnections;
import org.ngrokd.kit.web.RequestHandler;
import org.ngrokd.kit.web.Router;
import org.ngrokd.server.access.PortRanges;
import org.ngrokd.server.access.Reservations;
import org.ngrokd.server.teams.TeamsOptions;
import org.ngrokd.server.teams.TeamsOptions.Accounts;
import org.ngrokd.server.teams.TeamsOptions.Database;
import org.ngrokd.server.teams.accounts.Actor;
import org.ngrokd.server.teams.accounts.NameRules;
import org.ngrokd.server.teams.accounts.People;
import org.ngrokd.server.teams.store.AccountRow;
import org.ngrokd.server.teams.store.Role;
import org.ngrokd.server.teams.store.Store;

/** The room's pages on a loopback port, with accounts in a file and a clock that waits. */
final class SignInServer implements AutoCloseable {
  static final Actor NOBODY = Actor.server("test");

  final ManualClock clock = new ManualClock();
  final Store store;
  final People people;
  final SignIn room;
  final URI url;
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel listener;

  /** With a database of its own. */
  SignInServer(Path directory, List<TeamsOptions.Provider> providers) {
    this(database(directory), providers);
  }

  /** An empty database. */
  static Store database(Path directory) {
    return Store.open(Database.EMBEDDED, directory.resolve("accounts"));
  }

  /** With a database that is closed with it. */
  SignInServer(Store database, List<TeamsOptions.Provider> providers) {
    TeamsOptions options = new TeamsOptions(Database.EMBEDDED, providers, Accounts.DEFAULT);
    store = database;
    people =
        new People(
            Accounts.DEFAULT,
            new NameRules("example.com", PortRanges.NONE, Reservations.NONE),
            clock);
    Router router = new Router((status, line, path) -> Answer.text(status, line));
    PageConnections connections = new PageConnections(loop.next());
    listener =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new HttpObjectAggregator(65_536))
                        .addLast(new RequestHandler(router, new Plenty(), connections));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
    url = URI.create("http://localhost:" + ((InetSocketAddress) listener.localAddress()).getPort());
    room =
        SignIn.open(
            options,
            new ServerFacts(
                new SiteAddress(url),
                name -> "https://" + name + ".example.com",
                () -> "example.com:1"),
            store,
            people,
            clock);
    room.routes().addTo(router);
  }

  /** An account of somebody who signs in by links. */
  AccountRow account(String name) {
    return store.now(tables -> people.add(tables, name, "", Role.MEMBER, NOBODY));
  }

  /** A link that signs an account in. */
  URI link(AccountRow account) {
    return store.now(tables -> room.links().make(tables, account.id()));
  }

  /** The one account there is. */
  AccountRow only() {
    List<AccountRow> all = store.now(tables -> tables.accounts().page("", "", 2));
    if (all.size() != 1) {
      throw new AssertionError("accounts: " + all);
    }
    return all.get(0);
  }

  Optional<AccountRow> named(String subdomain) {
    return store.now(tables -> tables.accounts().withSubdomain(subdomain));
  }

  /** A browser that has not been here. */
  Browser browser() {
    return new Browser(url);
  }

  /** All but the database. */
  void stop() {
    listener.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    room.close();
  }

  @Override
  public void close() {
    stop();
    store.close();
  }
}
