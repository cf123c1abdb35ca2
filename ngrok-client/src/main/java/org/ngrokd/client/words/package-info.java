/**
 * The words of today's ngrok agents, where they differ from 1.7's: options, log lines, and what is
 * said of those that ngrokd's tunnels do not have. docs/agent.md has all of them in a table. Start
 * at {@link org.ngrokd.client.words.AgentWords}.
 */
@NullMarked
package org.ngrokd.client.words;

import org.jspecify.annotations.NullMarked;
