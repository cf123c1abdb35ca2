/**
 * {@code ngrok service}: makes the client a service of whatever starts programs on this machine.
 * {@link org.ngrokd.client.install.ServiceInstaller} does what is asked for; each {@link
 * org.ngrokd.client.install.InitSystem} knows its file and its commands.
 */
@NullMarked
package org.ngrokd.client.install;

import org.jspecify.annotations.NullMarked;
