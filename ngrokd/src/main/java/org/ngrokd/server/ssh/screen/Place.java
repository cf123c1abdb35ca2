package org.ngrokd.server.ssh.screen;

import io.netty.util.concurrent.EventExecutor;

/**
 * Where a screen is: on the event loop of its connection, in a session.
 *
 * @param out its standard output
 * @param err its standard error
 * @param leave ends it
 */
public record Place(EventExecutor loop, Sheet out, Sheet err, Runnable leave) {}
