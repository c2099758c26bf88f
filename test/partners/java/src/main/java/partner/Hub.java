package partner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

// #region hub
/** Asks the hub what a message is about, and tells it what has become of a recall. */
final class Hub {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI hub;

  Hub(URI hub) {
    this.hub = hub;
  }

  /** What the hub says now, for this purpose and whoever the token is of. Empty: there is nothing any more, or not for you. */
  Optional<String> contentOf(ObjectNode message, String purpose, String token) throws Exception {
    if (message.path("dataref").isMissingNode()) return Optional.empty();
    URI address = hub.resolve(message.path("dataref").textValue() + "?purpose=" + purpose);
    if (!address.getAuthority().equals(hub.getAuthority())) throw new SecurityException("a link that leads elsewhere");
    HttpResponse<String> answer = send(HttpRequest.newBuilder(address), token);
    if (answer.statusCode() == 404) return Optional.empty();
    if (answer.statusCode() != 200) throw new IOException("the hub answered " + answer.statusCode());
    return Optional.of(answer.body());
  }

  /** The key follows from the message: sent again after a crash it is still one acknowledgement. */
  void acknowledge(ObjectNode recall, String token) throws Exception {
    String id = recall.path("data").path("recall").textValue();
    UUID key = UUID.nameUUIDFromBytes(("done " + recall.path("id").textValue()).getBytes(StandardCharsets.UTF_8));
    HttpRequest.Builder request = HttpRequest.newBuilder(hub.resolve("/v1/recalls/" + id + "/acknowledgements"))
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", key.toString())
        .POST(HttpRequest.BodyPublishers.ofString("{\"outcome\":\"done\"}"));
    int status = send(request, token).statusCode();
    if (status != 201) throw new IOException("the hub answered " + status);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String token) throws Exception {
    HttpRequest whole = request.header("Authorization", "Bearer " + token).build();
    return http.send(whole, HttpResponse.BodyHandlers.ofString());
  }
}
// #endregion
