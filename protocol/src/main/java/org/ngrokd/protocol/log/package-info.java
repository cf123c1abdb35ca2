/**
 * The log of both programs: one line of text for people and fail2ban, or one JSON object a line for
 * machines. Start at {@link org.ngrokd.protocol.log.LogSetup}.
 */
@NullMarked
package org.ngrokd.protocol.log;

import org.jspecify.annotations.NullMarked;
