// Amazon API Gateway (WebSocket, @connections): the Sockets port.
import {
  type ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import type { Sockets } from "@fairline/core";

export function gatewaySockets(client: ApiGatewayManagementApiClient): Sockets {
  return {
    async send(connection, message) {
      try {
        await client.send(
          new PostToConnectionCommand({ ConnectionId: connection, Data: JSON.stringify(message) }),
        );
        return "sent";
      } catch (error) {
        // An id that the gateway never gave out is refused with 400: nobody is there either.
        const isUnknownId = error instanceof Error && error.name === "BadRequestException";
        if (error instanceof GoneException || isUnknownId) return "gone";
        throw error;
      }
    },
  };
}
