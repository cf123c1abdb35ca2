/** What the operating system tells of itself: {@link org.ngrokd.client.system.SocketList}. */
@NullMarked
package org.ngrokd.client.system;

import org.jspecify.annotations.NullMarked;
