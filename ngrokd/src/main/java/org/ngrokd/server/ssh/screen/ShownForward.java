package org.ngrokd.server.ssh.screen;

import java.util.List;

/**
 * A forward that is open, as people see it.
 *
 * @param asked how its owner asked for it: "-R app:80"
 * @param urls where visitors come
 * @param keys what its visits are known by ({@link WatchedTunnels})
 */
public record ShownForward(String asked, List<String> urls, List<Object> keys) {}
