/**
 * Who somebody at a browser is: by a provider of OpenID Connect, by a link that is good once, or
 * because it has a session already; and how a program gets a token of theirs ("ngrok login"). Start
 * at {@link org.ngrokd.server.teams.signin.SignIn}, which puts the room together; all that
 * strangers can reach is in {@link org.ngrokd.server.teams.signin.SignInRoutes}.
 */
@NullMarked
package org.ngrokd.server.teams.signin;

import org.jspecify.annotations.NullMarked;
